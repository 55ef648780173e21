// What a piece of work costs in instructions and allocations: numbers that no neighbour and no clock disturbs, counted
// by Valgrind's Callgrind, which runs the program some fifty times as slowly. It can count only while one function
// runs, by whose name a suite marks what it times. It knows no AVX-512 and no SHA instructions: what chooses its path
// by the processor chooses anew under it. Processes that the program starts are not counted.
#pragma once

#include <cstdint>
#include <istream>
#include <map>
#include <string>
#include <vector>

namespace harness {

struct Counts {
  double instructions = 0;
  double allocations = 0;                     // calls of malloc and its kin by others; operator new is one of these
  std::map<std::string, double> by_function;  // each one's own instructions
  std::map<std::string, double> inclusive;    // with those of what it calls
  std::map<std::string, double> calls;        // how often each was called by another
};

// What of a program is counted; all of it where nothing is named. Functions are named as in C++, with their parameters.
struct Extent {
  std::string inside;       // only while this function runs
  std::string from, until;  // only from where the one is entered until the other is, the last time that this happens
};

// The command that writes what `command` does within the extent into `file`.
std::vector<std::string> counted(const std::vector<std::string>& command, const Extent& extent,
                                 const std::string& file);
// The files that it wrote; the last one holds what was asked for. None where the extent was not seen.
std::vector<std::string> written(const Extent& extent, const std::string& file);
// Reads such a file. Throws std::runtime_error where it is none, or where the function never ran.
Counts read_counts(std::istream& file);

// What each of so many operations cost.
Counts per_operation(Counts all, std::int64_t operations);

// Why nothing can be counted on this machine, and what would help; "" where it can.
std::string counting_obstacle();

}  // namespace harness
