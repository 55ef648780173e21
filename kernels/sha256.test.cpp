#include "kernels/sha256.h"

#include <string>

#include "kernels/naive.h"
#include "kernels/testing.h"

namespace kernels {
namespace {

using namespace testing;

std::string hex(const std::uint8_t* digest) {
  std::string out;
  for (std::size_t i = 0; i < sha256_bytes; ++i) {
    for (const int digit : {digest[i] >> 4, digest[i] & 15}) out += "0123456789abcdef"[digit];
  }
  return out;
}
const std::uint8_t* bytes_of(const std::string& text) { return reinterpret_cast<const std::uint8_t*>(text.data()); }

std::string of(Isa isa, const std::string& message) {
  const std::uint8_t* data = bytes_of(message);
  std::uint8_t digest[sha256_bytes];
  sha256[isa](&data, message.size(), 1, digest);
  return hex(digest);
}

// Of FIPS 180-4's examples, and of a million times "a".
TEST(Sha256, GivesTheKnownAnswers) {
  const std::pair<std::string, const char*> known[] = {
      {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
      {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
      {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
       "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
      {std::string(1'000'000, 'a'), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"}};
  for (const auto& [message, want] : known) {
    for_each_isa([&](Isa isa) { EXPECT_EQ(of(isa, message), want); });
    std::uint8_t digest[sha256_bytes];
    naive::sha256(bytes_of(message), message.size(), digest);
    EXPECT_EQ(hex(digest), want);
  }
}

// 37 messages of every length to 200, whose digests together have the digest that Python's hashlib gives.
TEST(Sha256, ManyMessagesOfEveryLengthAtAnyAddress) {
  for_each_isa([&](Isa isa) {
    std::string all;
    for (std::size_t bytes = 0; bytes <= 200; ++bytes) {
      constexpr std::size_t count = 37;
      std::string messages(count * bytes + 1, 'x');  // one after the other, from an odd address on
      std::vector<const std::uint8_t*> pointers;
      for (std::size_t i = 0; i < count; ++i) {
        for (std::size_t j = 0; j < bytes; ++j) messages[1 + i * bytes + j] = char((i * 31 + j * 7 + bytes) & 255);
        pointers.push_back(bytes_of(messages) + 1 + i * bytes);
      }
      std::string digests(count * sha256_bytes + 1, 'y');
      sha256[isa](pointers.data(), bytes, count, reinterpret_cast<std::uint8_t*>(digests.data()));
      ASSERT_EQ(digests.back(), 'y');
      digests.pop_back();
      all += digests;
    }
    EXPECT_EQ(of(isa, all), "5a6d3bd6a69169b6b05ab0f2cda312636758d4f00ca24a41dc0971f0f1214a91");
  });
}

TEST(Sha256, AnyCountGivesWhatEachAloneGives) {
  const std::string message = "the same for all of them, and a little longer than one block of sixty-four bytes";
  for (std::size_t count = 0; count <= 40; ++count) {
    for_each_isa([&](Isa isa) {
      const std::vector<const std::uint8_t*> pointers(count, bytes_of(message));
      std::vector<std::uint8_t> digests((count + 1) * sha256_bytes, 42);
      sha256[isa](pointers.data(), message.size(), count, digests.data());
      for (std::size_t i = 0; i < count; ++i) ASSERT_EQ(hex(&digests[i * sha256_bytes]), of(isa, message));
      ASSERT_EQ(digests[count * sha256_bytes], 42);
    });
  }
}

}  // namespace
}  // namespace kernels
