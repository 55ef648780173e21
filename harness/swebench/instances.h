// What an evaluation in the manner of SWE-bench is made of: instances, each a commit of a repository with tests that a
// right patch turns from failed to passed, and the patches of whoever is evaluated. Files are those of the dataset and
// of its tools: a JSON array, or one object a line.
// Source: C. E. Jimenez et al., "SWE-bench: Can Language Models Resolve Real-World GitHub Issues?", 2024.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace harness::swebench {

struct Instance {
  std::string id, repo, base_commit;  // repo: "owner/name"
  std::string patch;                  // the right one, as the repository took it; "" where the file has none
  std::string test_patch;             // brings the tests of the right one
  std::vector<std::string> fail_to_pass, pass_to_pass;
};

struct Predictions {
  std::string model;
  std::map<std::string, std::string> patches;  // by instance; "" where none was made
};

// Both throw Error(usage) that names file and line or record. Instances are in the order of the file, each once.
std::vector<Instance> read_instances(const std::string& path);
Predictions read_predictions(const std::string& path);
// The right patches, by which an installation shows that it can tell: every instance has to be resolved.
Predictions right_patches(const std::vector<Instance>& instances);

}  // namespace harness::swebench
