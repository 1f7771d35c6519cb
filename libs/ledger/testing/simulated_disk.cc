#include "libs/ledger/testing/simulated_disk.h"

#include <algorithm>
#include <utility>

namespace jalon::ledger::testing {
namespace {

constexpr size_t kSector = 512;

}  // namespace

const char* OperationName(Operation operation) {
  constexpr const char* kNames[kOperations] = {
      "create", "write", "sync", "sync directory", "rename", "delete"};
  return kNames[static_cast<int>(operation)];
}

SimulatedDisk::SimulatedDisk(const SimulatedDisk& other) {
  auto& source = const_cast<SimulatedDisk&>(other);
  base::MutexLock lock(&source.mutex_);
  for (const auto& [name, inode] : source.names_) {
    names_[name] = std::make_shared<Inode>(*inode);
    synced_names_[name] = names_[name];
  }
  directories_ = source.directories_;
}

void SimulatedDisk::CutPowerAt(uint64_t number) {
  base::MutexLock lock(&mutex_);
  cut_at_ = operations_ + number;
}

void SimulatedDisk::CutPower() {
  base::MutexLock lock(&mutex_);
  cut_ = true;
}

bool SimulatedDisk::power_is_cut() {
  base::MutexLock lock(&mutex_);
  return cut_;
}

void SimulatedDisk::Fail(const Fault& fault) {
  base::MutexLock lock(&mutex_);
  fault_ = fault;
  fault_met_ = false;
}

void SimulatedDisk::Heal() {
  base::MutexLock lock(&mutex_);
  fault_.reset();
}

bool SimulatedDisk::fault_was_met() {
  base::MutexLock lock(&mutex_);
  return fault_met_;
}

uint64_t SimulatedDisk::operations() {
  base::MutexLock lock(&mutex_);
  return operations_;
}

std::vector<std::string> SimulatedDisk::Files() {
  base::MutexLock lock(&mutex_);
  std::vector<std::string> out;
  for (const auto& [name, inode] : names_) out.push_back(name);
  return out;
}

std::string& SimulatedDisk::Content(const std::string& path) {
  base::MutexLock lock(&mutex_);
  return names_.at(path)->seen;
}

void SimulatedDisk::Delete(const std::string& path) {
  base::MutexLock lock(&mutex_);
  names_.erase(path);
  synced_names_.erase(path);
}

rocksdb::IOStatus SimulatedDisk::MayRead(uint64_t epoch) const {
  if (cut_ || epoch != epoch_) return rocksdb::IOStatus::IOError("no power");
  return rocksdb::IOStatus::OK();
}

rocksdb::IOStatus SimulatedDisk::Meet(uint64_t epoch, Operation operation,
                                      bool* effect) {
  *effect = false;
  rocksdb::IOStatus power = MayRead(epoch);
  if (!power.ok()) return power;
  ++operations_;
  *effect = true;
  if (cut_at_ != 0 && operations_ >= cut_at_) {
    cut_ = true;
    return rocksdb::IOStatus::IOError("the power is cut");
  }
  if (!fault_) return rocksdb::IOStatus::OK();
  const bool counts = !fault_->kind || *fault_->kind == operation;
  const bool now = counts && !fault_met_ && --fault_->number == 0;
  const bool still = fault_met_ && fault_->lasting &&
                     (counts || operation == Operation::kWrite ||
                      operation == Operation::kCreate);
  if (!now && !still) return rocksdb::IOStatus::OK();
  fault_met_ = true;
  *effect = false;
  return fault_->no_space ? rocksdb::IOStatus::NoSpace("no space, simulated")
                          : rocksdb::IOStatus::IOError("failed, simulated");
}

void SimulatedDisk::Name(Naming naming) {
  for (const auto& [name, inode] : naming.names) {
    if (inode == nullptr) {
      names_.erase(name);
    } else {
      names_[name] = inode;
    }
  }
  namings_.push_back(std::move(naming));
}

void SimulatedDisk::Apply(const Change& change, std::string* content) {
  if (change.truncates) {
    content->resize(change.offset);
    return;
  }
  const size_t end = change.offset + change.bytes.size();
  if (content->size() < end) content->resize(end, '\0');
  content->replace(change.offset, change.bytes.size(), change.bytes);
}

void SimulatedDisk::Survive(Inode* inode, bool in_pieces,
                            std::mt19937_64& random) {
  std::vector<Change> changes = std::move(inode->stuck);
  std::move(inode->unsynced.begin(), inode->unsynced.end(),
            std::back_inserter(changes));
  std::string& content = inode->synced;
  const auto mode = random() % (in_pieces ? 4 : 3);
  size_t whole = 0;
  if (mode == 1) whole = changes.size();
  if (mode == 2 && !changes.empty()) {
    whole = random() % changes.size();
    Change& torn = changes[whole];
    size_t kept = random() % (torn.bytes.size() + 1);
    if (random() % 2 == 0) kept -= (torn.offset + kept) % kSector % (kept + 1);
    torn.bytes.resize(kept);
    if (!torn.truncates) ++whole;
  }
  for (size_t i = 0; i < whole; ++i) Apply(changes[i], &content);
  if (mode == 3) {
    for (const Change& change : changes) {
      for (size_t at = 0; at < change.bytes.size();) {
        const size_t to = std::min(
            change.bytes.size(), at + kSector - (change.offset + at) % kSector);
        if (random() % 2 == 0) {
          Apply({change.offset + at, change.bytes.substr(at, to - at)},
                &content);
        }
        at = to;
      }
    }
  }
  *inode = {content, content, {}, {}};
}

void SimulatedDisk::PowerLoss(std::mt19937_64& random) {
  base::MutexLock lock(&mutex_);
  ++epoch_;
  const size_t survive = random() % (namings_.size() + 1);
  for (size_t i = 0; i < survive; ++i) {
    for (auto& [name, inode] : namings_[i].names) synced_names_[name] = inode;
  }
  std::erase_if(synced_names_,
                [](const auto& item) { return item.second == nullptr; });
  std::set<Inode*> done;
  for (const auto& [name, inode] : synced_names_) {
    if (!done.insert(inode.get()).second) continue;
    Survive(inode.get(), name.find("MANIFEST-") == name.npos, random);
  }
  names_ = synced_names_;
  namings_.clear();
}

}  // namespace jalon::ledger::testing
