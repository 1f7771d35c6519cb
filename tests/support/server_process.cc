#include "tests/support/server_process.h"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace jalon::testing {

TempDirectory::TempDirectory(const std::string& name) {
  std::string pattern = ::testing::TempDir() + "jalon-" + name + "-XXXXXX";
  if (mkdtemp(pattern.data()) != nullptr) path_ = pattern;
}

TempDirectory::~TempDirectory() {
  if (path_.empty()) return;
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

ServerProcess::ServerProcess(const std::string& data_directory,
                             const std::string& territories,
                             const std::vector<std::string>& more_flags) {
  const std::string program = JALON_BIN_DIR "/jalond";
  const std::string deploy = JALON_SOURCE_DIR "/deploy";
  std::vector<std::string> arguments = {
      program,
      "--insecure_demo",
      "--listen=127.0.0.1:0",
      "--data=" + data_directory,
      "--territories=" + territories,
      "--definitions=" + deploy,
  };
  arguments.insert(arguments.end(), more_flags.begin(), more_flags.end());
  std::vector<char*> argv;
  argv.reserve(arguments.size() + 1);
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  int ends[2];
  if (pipe(ends) != 0) return;
  pid_ = fork();
  if (pid_ == 0) {
    dup2(ends[1], STDOUT_FILENO);
    close(ends[0]);
    close(ends[1]);
    execv(argv[0], argv.data());
    _exit(127);
  }
  close(ends[1]);
  output_ = ends[0];
  // The server prints its address once it serves.
  const std::string marker = "listening on ";
  std::string line;
  for (char c; read(output_, &c, 1) == 1;) {
    if (c != '\n') {
      line += c;
      continue;
    }
    const size_t at = line.find(marker);
    if (at != std::string::npos) {
      address_ = line.substr(at + marker.size());
      return;
    }
    line.clear();
  }
}

ServerProcess::~ServerProcess() {
  Kill();
  if (output_ >= 0) close(output_);
}

std::shared_ptr<grpc::Channel> ServerProcess::channel() const {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(-1);
  // Channels of earlier lives of the server are not shared.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(address_, grpc::InsecureChannelCredentials(),
                                   arguments);
}

size_t ServerProcess::PeakMemory() const {
  std::ifstream in("/proc/" + std::to_string(pid_) + "/status");
  std::string word;
  while (in >> word) {
    size_t kib = 0;
    if (word == "VmHWM:" && in >> kib) return kib * 1024;
  }
  return 0;
}

void ServerProcess::Signal(int signal) {
  if (pid_ > 0) kill(pid_, signal);
}

void ServerProcess::Kill() {
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

int ServerProcess::Terminate() {
  if (pid_ <= 0) return -1;
  kill(pid_, SIGTERM);
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace jalon::testing
