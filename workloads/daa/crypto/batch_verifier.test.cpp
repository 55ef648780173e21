#include "workloads/daa/crypto/batch_verifier.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "workloads/daa/crypto/plain_verify.h"

namespace workloads::daa::crypto {
namespace {

template <std::size_t size = 32>
std::array<std::uint8_t, size> hex(const std::string& text) {
  std::array<std::uint8_t, size> out{};
  for (std::size_t i = 0; i < size; ++i) out[i] = std::uint8_t(std::stoi(text.substr(2 * i, 2), nullptr, 16));
  return out;
}

Bytes32 random_bytes(std::mt19937_64& random) {
  Bytes32 out;
  for (auto& byte : out) byte = std::uint8_t(random());
  return out;
}

// Messages live as long as this.
struct Post {
  explicit Post(std::size_t count, std::size_t signers = SIZE_MAX, std::uint32_t seed = 1) {
    std::mt19937_64 random(seed);
    std::vector<KeyPair> keys;
    for (std::size_t i = 0; i < std::min(count, signers); ++i) keys.push_back(keys_from(random_bytes(random)));
    for (std::size_t i = 0; i < count; ++i) {
      messages.emplace_back(i % 7 * 20);
      for (auto& byte : messages.back()) byte = std::uint8_t(random());
    }
    for (std::size_t i = 0; i < count; ++i) {
      const KeyPair& key = keys[i % keys.size()];
      all.push_back({messages[i], sign(messages[i], key.secret), key.open});
    }
  }
  std::vector<std::size_t> invalid_by_itself() const {
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (!verify(all[i].message, all[i].signature, all[i].key)) out.push_back(i);
    }
    return out;
  }
  std::vector<std::size_t> invalid_plainly() const {
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (!plain_verify(all[i])) out.push_back(i);
    }
    return out;
  }
  std::vector<std::vector<std::uint8_t>> messages;
  std::vector<Signed> all;
};

using Places = std::vector<std::size_t>;

// RFC 8032, 7.1, tests 1 and 2.
TEST(Signatures, KnownAnswers) {
  struct Row {
    std::string seed, key, message, signature;
  };
  for (const Row& row : {
           Row{"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
               "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
               "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f"
               "0595bb"
               "e24655141438e7a100b"},
           Row{"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
               "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "r",
               "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2ea"
               "eb4302a"
               "eeb00d291612bb0c00"},
       }) {
    const KeyPair keys = keys_from(hex(row.seed));
    const std::vector<std::uint8_t> message(row.message.begin(), row.message.end());
    EXPECT_EQ(keys.open, hex(row.key));
    EXPECT_EQ(sign(message, keys.secret), hex<64>(row.signature));
    const Signed one = {message, hex<64>(row.signature), hex(row.key)};
    BatchVerifier verifier;
    EXPECT_EQ(verifier.invalid(std::vector<Signed>(3, one)), Places{});
    EXPECT_TRUE(plain_verify(one));
  }
}

TEST(Signatures, AnyNumberAtOnceWithAndWithoutKeptKeys) {
  for (const std::size_t kept : {0, 3, 1024}) {
    BatchVerifier verifier(kept);
    std::uint64_t alone = 0;
    for (const std::size_t count : {0, 1, 2, 3, 64, 127, 128, 129, 300}) {
      for (const std::size_t signers : {std::size_t(1), std::size_t(5), SIZE_MAX}) {
        const Post post(count, signers, std::uint32_t(count));
        EXPECT_EQ(verifier.invalid(post.all), Places{}) << count << " of " << signers << ", kept " << kept;
        EXPECT_LE(verifier.keys(), kept);
        alone += count % 128 == 1;  // one that is left over
        EXPECT_EQ(verifier.verified_alone(), alone);
      }
    }
  }
}

std::string kept_of(const BatchVerifier& verifier, const Post& post) {
  std::string out;
  for (const Signed& one : post.all) out += verifier.keeps(one.key) ? 'k' : '.';
  return out;
}

TEST(Signatures, AKeyIsKeptUntilAsManyOthersWereUsed) {
  BatchVerifier verifier(4);
  const Post known(4, 4, 1), one_new(9, 1, 2);
  verifier.invalid(known.all);
  EXPECT_EQ(kept_of(verifier, known), "kkkk");
  verifier.invalid({known.all.data(), 2});  // used again
  EXPECT_EQ(verifier.invalid(one_new.all), Places{});
  EXPECT_EQ(kept_of(verifier, known), "kk.k") << "one new key, however often, takes the place of one";
  EXPECT_TRUE(verifier.keeps(one_new.all[0].key));

  Post nonsense(9, SIZE_MAX, 3);
  for (Signed& one : nonsense.all) one.key.fill(0xff);  // no point
  EXPECT_EQ(verifier.invalid(nonsense.all).size(), 9u);
  EXPECT_EQ(kept_of(verifier, known), "kk.k") << "what will not be kept needs no room";

  // A batch of two kept keys and four new ones: those have the room of the two others.
  Post mixed(6, 6, 4);
  for (const std::size_t i : {1, 4}) mixed.all[i] = known.all[i / 4];
  EXPECT_EQ(verifier.invalid(mixed.all), Places{});
  EXPECT_EQ(kept_of(verifier, mixed), "kkk.k.");
  EXPECT_EQ(kept_of(verifier, known), "kk..");
}

TEST(Signatures, EachBadOneIsNamedWhereverItStands) {
  BatchVerifier verifier;
  for (std::size_t place = 0; place < 20; ++place) {
    for (int what = 0; what < 5; ++what) {
      Post post(20);
      Signed& one = post.all[place];
      switch (what) {
        case 0:
          one.signature[place] ^= 1;
          break;
        case 1:
          one.signature[32 + place] ^= 0x10;
          break;
        case 2:
          one.key = post.all[(place + 1) % 20].key;
          break;
        case 3:
          one.signature = post.all[(place + 1) % 20].signature;
          break;
        default:
          one.message = post.messages[(place + 1) % 20];
      }
      EXPECT_EQ(verifier.invalid(post.all), Places{place}) << what;
    }
  }
  Post post(300, 4);
  const Places bad = {0, 5, 127, 128, 290, 299};
  for (const std::size_t i : bad) post.all[i].signature[33] ^= 2;
  const std::uint64_t before = verifier.verified_alone();
  EXPECT_EQ(verifier.invalid(post.all), bad);
  EXPECT_EQ(verifier.verified_alone() - before, 300u) << "each of the three parts has one";
}

// Two signatures that are wrong by opposite amounts would pass a sum without random factors.
TEST(Signatures, ErrorsThatCancelAreFound) {
  Post post(8, 1);
  Scalar first, second, one{};
  one[0] = 1;
  std::copy_n(post.all[2].signature.begin() + 32, 32, first.begin());
  std::copy_n(post.all[5].signature.begin() + 32, 32, second.begin());
  first = sum(first, one);
  second = sum(second, negative(one));
  std::copy_n(first.begin(), 32, post.all[2].signature.begin() + 32);
  std::copy_n(second.begin(), 32, post.all[5].signature.begin() + 32);
  BatchVerifier verifier;
  EXPECT_EQ(verifier.invalid(post.all), (Places{2, 5}));
}

TEST(Signatures, WhatIsOddIsJudgedAsByItself) {
  // Points of order 1, 2, 4 and 8, encodings of p or more, no point at all; then S that is not reduced.
  const std::vector<Bytes32> points = {
      hex("0100000000000000000000000000000000000000000000000000000000000000"),
      hex("0100000000000000000000000000000000000000000000000000000000000080"),
      hex("0000000000000000000000000000000000000000000000000000000000000000"),
      hex("0000000000000000000000000000000000000000000000000000000000000080"),
      hex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
      hex("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
      hex("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
      hex("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"),
      hex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
      hex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
      hex("0200000000000000000000000000000000000000000000000000000000000000"),
  };
  const Scalar order = hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
  BatchVerifier verifier;
  for (const Bytes32& point : points) {
    for (const bool as_key : {true, false}) {
      for (const bool with_s : {true, false}) {
        Post post(6);
        Signed& one = post.all[3];
        if (as_key) {
          one.key = point;
        } else {
          std::copy(point.begin(), point.end(), one.signature.begin());
        }
        if (!with_s) std::fill(one.signature.begin() + 32, one.signature.end(), std::uint8_t(0));
        EXPECT_EQ(verifier.invalid(post.all), post.invalid_by_itself());
        EXPECT_EQ(verifier.invalid(post.all), Places{3});
        EXPECT_EQ(post.invalid_plainly(), Places{3});
      }
    }
  }
  Post post(6);
  std::uint32_t carry = 0;
  for (std::size_t i = 0; i < 32; ++i) {
    carry += std::uint32_t(post.all[4].signature[32 + i]) + order[i];
    post.all[4].signature[32 + i] = std::uint8_t(carry);
    carry >>= 8;
  }
  EXPECT_EQ(verifier.invalid(post.all), Places{4}) << "S + L";
  EXPECT_EQ(post.invalid_plainly(), Places{4});
}

TEST(Signatures, RandomFlipsAgreeWithOneByOne) {
  std::mt19937_64 random(3);
  BatchVerifier verifier(20);
  for (int round = 0; round < 30; ++round) {
    Post post(40, 9, std::uint32_t(round));
    for (int i = 0; i < round % 4; ++i) {
      Signed& one = post.all[random() % 40];
      auto& bytes = one.signature;
      random() % 3 == 0 ? one.key[random() % 32] ^= std::uint8_t(1 << random() % 8)
                        : bytes[random() % 64] ^= std::uint8_t(1 << random() % 8);
    }
    EXPECT_EQ(verifier.invalid(post.all), post.invalid_by_itself());
    EXPECT_EQ(post.invalid_plainly(), post.invalid_by_itself());
  }
}

}  // namespace
}  // namespace workloads::daa::crypto
