#include "libs/pathway/event.h"

namespace jalon::pathway {

bool Before(const Event& a, const Event& b, const StringTable& strings) {
  if (a.effective != b.effective) return a.effective < b.effective;
  if (a.kind != b.kind) return a.kind < b.kind;
  if (a.source != b.source) {
    return strings.Get(a.source) < strings.Get(b.source);
  }
  if (a.key != b.key) return strings.Get(a.key) < strings.Get(b.key);
  return false;
}

}  // namespace jalon::pathway
