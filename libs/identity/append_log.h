#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <memory>
#include <utility>

namespace jalon::identity {

// A growing array whose elements never move: what was appended before may be
// read while more is appended.
//
// Threads: one writer at a time; any number of readers of [0, size()).
template <typename T>
class AppendLog {
 public:
  AppendLog() = default;
  ~AppendLog() {
    const size_t size = size_.load(std::memory_order_relaxed);
    for (size_t i = 0; i < size; ++i) std::destroy_at(Slot(i));
    for (size_t c = 0; c < kChunks; ++c) {
      if (chunks_[c] != nullptr) {
        std::allocator<T>().deallocate(chunks_[c], kFirst << c);
      }
    }
  }
  AppendLog(const AppendLog&) = delete;
  AppendLog& operator=(const AppendLog&) = delete;

  size_t size() const { return size_.load(std::memory_order_acquire); }
  const T& operator[](size_t index) const { return *Slot(index); }

  void Append(T value) {
    const size_t index = size_.load(std::memory_order_relaxed);
    const size_t chunk = ChunkOf(index);
    if (chunks_[chunk] == nullptr) {
      chunks_[chunk] = std::allocator<T>().allocate(kFirst << chunk);
    }
    std::construct_at(Slot(index), std::move(value));
    size_.store(index + 1, std::memory_order_release);
  }

 private:
  // Chunk c holds kFirst * 2^c elements, so the directory has a fixed size.
  static constexpr size_t kFirst = 1024;
  static constexpr size_t kChunks = 40;

  static size_t ChunkOf(size_t index) {
    return static_cast<size_t>(std::bit_width(index / kFirst + 1)) - 1;
  }
  T* Slot(size_t index) const {
    const size_t chunk = ChunkOf(index);
    return chunks_[chunk] + (index - (((size_t{1} << chunk) - 1) * kFirst));
  }

  std::array<T*, kChunks> chunks_{};
  std::atomic<size_t> size_{0};
};

}  // namespace jalon::identity
