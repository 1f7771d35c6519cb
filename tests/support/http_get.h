#pragma once

#include <string>

namespace jalon::testing {

// The body of GET http://<address><path>; "" when there is none.
std::string HttpGet(const std::string& address, const std::string& path);

// Sends the bytes as they are to "127.0.0.1:port" and reads until the other
// side closes or `timeout_ms` passes without a byte.
std::string SendRaw(const std::string& address, const std::string& bytes,
                    int timeout_ms);

}  // namespace jalon::testing
