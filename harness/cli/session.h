// A session that is being measured: in the store from its first moment, partial unless it is ended as done.
#pragma once

#include <memory>
#include <optional>
#include <random>
#include <string>

#include "harness/model.h"
#include "harness/store/store.h"

namespace cli {

struct NewSession {
  std::string kind;
  std::optional<std::int64_t> parent;
  std::optional<harness::Build> base, head;
  std::uint64_t seed = 0;
  std::string details = "{}";  // JSON
};

class OpenSession {
 public:
  OpenSession(harness::Store& store, const NewSession& wanted);
  // Goes on with one that was reopened.
  OpenSession(harness::Store& store, harness::Session reopened) : store_(store), session_(std::move(reopened)) {}
  ~OpenSession();
  OpenSession(const OpenSession&) = delete;
  OpenSession& operator=(const OpenSession&) = delete;

  std::int64_t id() const { return session_.id; }
  const harness::Session& record() const { return session_; }
  void done();

 private:
  harness::Store& store_;
  harness::Session session_;
  bool ended_ = false;
};

std::uint64_t drawn_seed();

}  // namespace cli
