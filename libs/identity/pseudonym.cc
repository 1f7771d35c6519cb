#include "libs/identity/pseudonym.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "absl/cleanup/cleanup.h"
#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "openssl/evp.h"
#include "openssl/rand.h"
#include <fcntl.h>
#include <unistd.h>

namespace jalon::identity {
namespace {

using Block = std::array<uint8_t, 16>;

Block Crypt(const Pseudonyms::Key& key, const Block& in, bool encrypt) {
  static const EVP_CIPHER* const cipher =
      EVP_CIPHER_fetch(nullptr, "AES-128-ECB", nullptr);
  EVP_CIPHER_CTX* context = EVP_CIPHER_CTX_new();
  Block out{};
  int size = 0;
  EVP_CipherInit_ex2(context, cipher, key.data(), nullptr, encrypt ? 1 : 0,
                     nullptr);
  EVP_CIPHER_CTX_set_padding(context, 0);
  EVP_CipherUpdate(context, out.data(), &size, in.data(),
                   static_cast<int>(in.size()));
  EVP_CIPHER_CTX_free(context);
  return out;
}

absl::Status Refused(absl::string_view what, const std::string& path) {
  return absl::UnavailableError(
      absl::StrCat(what, " ", path, ": ", std::strerror(errno)));
}

absl::Status SyncDirectoryOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  const std::string directory =
      slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const int fd = open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return Refused("open", directory);
  const int result = fsync(fd);
  close(fd);
  return result == 0 ? absl::OkStatus() : Refused("sync", directory);
}

// Writes aside and renames, so that a crash leaves a whole key or none.
absl::Status WriteKey(const std::string& path, const Pseudonyms::Key& key) {
  const std::string aside = path + ".new";
  const int fd =
      open(aside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return Refused("create", aside);
  const bool written =
      write(fd, key.data(), key.size()) == static_cast<ssize_t>(key.size()) &&
      fsync(fd) == 0;
  close(fd);
  if (!written) return Refused("write", aside);
  if (rename(aside.c_str(), path.c_str()) != 0) return Refused("rename", aside);
  return SyncDirectoryOf(path);
}

}  // namespace

absl::StatusOr<Pseudonyms> Pseudonyms::Open(const std::string& path) {
  Key key{};
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd >= 0) {
    const absl::Cleanup closer = [fd] { close(fd); };
    char extra = 0;
    if (read(fd, key.data(), key.size()) != static_cast<ssize_t>(key.size()) ||
        read(fd, &extra, 1) != 0) {
      return absl::DataLossError(absl::StrCat(path, " is not a key"));
    }
    return Pseudonyms(key);
  }
  if (errno != ENOENT) return Refused("open", path);
  if (RAND_bytes(key.data(), static_cast<int>(key.size())) != 1) {
    return absl::UnavailableError("no random numbers for the pseudonym key");
  }
  const absl::Status written = WriteKey(path, key);
  if (!written.ok()) return written;
  return Pseudonyms(key);
}

std::string Pseudonyms::Of(Node node) const {
  Block block{};
  std::memcpy(block.data(), &node, sizeof(node));
  block = Crypt(key_, block, true);
  return absl::BytesToHexString(
      {reinterpret_cast<const char*>(block.data()), block.size()});
}

std::optional<Node> Pseudonyms::Find(absl::string_view pseudonym) const {
  Block block{};
  if (pseudonym.size() != 2 * block.size() ||
      !std::all_of(pseudonym.begin(), pseudonym.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
      })) {
    return std::nullopt;
  }
  const std::string bytes = absl::HexStringToBytes(pseudonym);
  std::memcpy(block.data(), bytes.data(), block.size());
  block = Crypt(key_, block, false);
  Node node = 0;
  std::memcpy(&node, block.data(), sizeof(node));
  const bool padded = std::all_of(block.begin() + sizeof(node), block.end(),
                                  [](uint8_t byte) { return byte == 0; });
  if (!padded || node == 0) return std::nullopt;
  return node;
}

}  // namespace jalon::identity
