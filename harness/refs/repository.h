// A git repository seen from outside: the user's work tree, index and .git are only read. What is built is checked out
// in a clone of our own, at one fixed path, so that both sides of a comparison have the same absolute path.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace harness {

struct Checkout {
  std::string label;   // what the user called it, or "work tree"
  std::string commit;  // full hash; of a dirty tree, that of HEAD
  std::string tree;    // hash of what is built
  std::optional<std::int64_t> commit_time_s;
  bool dirty = false;
};

class Repository {
 public:
  // `folder` lies in the user's work tree, whose changes are counted without `store`, the database in use. Throws
  // Error(usage) where there is no repository or no commit.
  Repository(const std::string& folder, const std::string& cache_folder, std::string store);

  const std::string& root() const { return root_; }
  // Relative path from the root to the folder the repository was opened with; "" at the root.
  const std::string& inside() const { return inside_; }
  // The folder of our own for what is kept of refs; checkouts are beside it.
  std::string build_folder() const { return own_ + "/builds"; }

  // What to build for a ref; "" is the work tree as it is now, with what is not committed (without ignored files
  // and what sources.h leaves out).
  Checkout resolve(const std::string& ref);
  // The ref to compare with when none was given: where this branch left main, or the commit before HEAD on main itself.
  std::string default_base();
  // The newest tag in the history of `commit` that matches the pattern; "" where there is none.
  std::string newest_tag(const std::string& pattern, const std::string& commit);
  // The text of a file of that tree, by its path from the folder the repository was opened with; nothing where absent.
  std::optional<std::string> file_of(const Checkout& what, const std::string& path);
  // The oldest commit reachable from HEAD that has the file; "" where none has.
  std::string first_commit_with(const std::string& path);
  // Returns a folder that holds exactly that tree; ignored files of an earlier build stay, unless `afresh`. It is the
  // same folder for every tree with the same `variant`.
  std::string check_out(const Checkout& what, const std::string& variant, bool afresh);

 private:
  std::string user_git(const std::string& arguments, const std::string& doing);
  std::string own_git(const std::string& arguments, const std::string& doing);
  Checkout snapshot_work_tree();

  std::string root_, inside_, own_, store_;
};

}  // namespace harness
