#include "workloads/daa/federation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "kernels/aggregate.h"
#include "kernels/check.h"
#include "kernels/gradient_mean.h"
#include "kernels/mlp.h"
#include "kernels/optimizer.h"
#include "workloads/daa/images.h"
#include "workloads/swarm/coordinator.h"

namespace workloads::daa {
namespace {

using kernels::Mlp;

constexpr std::size_t judged_images = 512;

template <class Visit>
std::size_t each_tensor(Mlp& net, Visit visit) {
  std::size_t at = 0;
  for (std::size_t layer = 0; layer < net.layers(); ++layer) {
    for (std::vector<float>* tensor : {&net.weights(layer), &net.bias(layer)}) {
      visit(*tensor, at);
      at += tensor->size();
    }
  }
  return at;
}

void take(const std::vector<float>& model, Mlp& net) {
  each_tensor(net, [&](std::vector<float>& tensor, std::size_t at) {
    std::copy_n(model.data() + at, tensor.size(), tensor.data());
  });
}

std::vector<float> model_of(Mlp& net) {
  std::vector<float> model(each_tensor(net, [](std::vector<float>&, std::size_t) {}));
  each_tensor(net, [&](std::vector<float>& tensor, std::size_t at) {
    std::copy_n(tensor.data(), tensor.size(), model.data() + at);
  });
  return model;
}

Score judge(Mlp& net, const Images& images, std::size_t pixels, std::size_t classes, std::size_t batch) {
  Score score;
  const std::size_t count = images.labels.size();
  for (std::size_t first = 0; first < count; first += batch) {
    const std::size_t rows = std::min(batch, count - first);
    const float* p = net.forward(images.x.data() + first * pixels, rows);
    for (std::size_t row = 0; row < rows; ++row, p += classes) {
      const std::uint32_t label = images.labels[first + row];
      score.loss -= std::log(std::max(double(p[label]), 1e-30));
      score.accuracy += std::size_t(std::max_element(p, p + classes) - p) == label;
    }
  }
  score.loss /= double(count);
  score.accuracy /= double(count);
  return score;
}

struct Order : swarm::Message {};

// Trains on its own images whenever it is told to.
class Trainer : public swarm::Agent {
 public:
  Trainer(const FederationPlan& plan, std::size_t number, const std::vector<float>& model)
      : plan_(plan),
        hostile_(number < plan.hostile),
        model_(model),
        net_(plan.widths, plan.batch, kernels::Activation::relu, plan.seed),
        images_(plan.images * (1 + number % 3), plan.widths.front(), plan.widths.back(), plan.seed, number + 1),
        change_(model.size()) {}

  void receive(swarm::Message&, swarm::Coordinator&) override {
    take(model_, net_);
    for (std::size_t step = 0; step < plan_.interval; ++step) {
      if (next_ + plan_.batch > images_.labels.size()) next_ = 0;
      net_.train(images_.x.data() + next_ * plan_.widths.front(), images_.labels.data() + next_, plan_.batch,
                 {.rate = plan_.rate});
      next_ += plan_.batch;
      ++steps_;
    }
    each_tensor(net_, [&](std::vector<float>& tensor, std::size_t at) {
      kernels::delta(tensor.data(), model_.data() + at, change_.data() + at, tensor.size());
    });
    if (hostile_) lie();
  }

  double loss() {
    take(model_, net_);
    return judge(net_, images_, plan_.widths.front(), plan_.widths.back(), plan_.batch).loss;
  }
  std::uint64_t steps() const { return steps_; }
  const float* change() const { return change_.data(); }
  std::size_t images() const { return images_.labels.size(); }

 private:
  void lie() {
    const float factor = plan_.hostility == Hostility::nan    ? std::numeric_limits<float>::quiet_NaN()
                         : plan_.hostility == Hostility::huge ? 1e6f
                                                              : -10.0f;
    for (float& value : change_) value *= factor;
  }

  const FederationPlan& plan_;
  bool hostile_;
  const std::vector<float>& model_;
  Mlp net_;
  Images images_;
  std::vector<float> change_;
  std::size_t next_ = 0;
  std::uint64_t steps_ = 0;
};

}  // namespace

struct Federation::Parts {
  Parts(const FederationPlan& wanted, int workers)
      : plan(wanted),
        net(plan.widths, plan.batch, kernels::Activation::relu, plan.seed),
        held_out(judged_images, plan.widths.front(), plan.widths.back(), plan.seed, 0),
        model(model_of(net)),
        merged(model.size()),
        velocity(model.size()),
        coordinator(workers),
        orders(plan.agents) {
    for (std::size_t i = 0; i < plan.agents; ++i) {
      auto trainer = std::make_unique<Trainer>(plan, i, model);
      changes.push_back(trainer->change());
      shares.push_back(float(trainer->images()));
      trainers.push_back(trainer.get());
      orders[i].to = coordinator.add(std::move(trainer));
    }
  }

  void merge() {
    ++merges;
    const std::size_t count = plan.agents, n = model.size();
    switch (plan.merge) {
      case Merge::mean:
        return kernels::gradient_mean(changes.data(), count, merged.data(), n);
      case Merge::weighted:
        return kernels::weighted_mean(changes.data(), shares.data(), count, merged.data(), n);
      case Merge::median:
        return kernels::column_median(changes.data(), count, merged.data(), n);
      case Merge::trimmed:
        return kernels::trimmed_mean(changes.data(), count, count / 5, merged.data(), n);
    }
  }

  FederationPlan plan;
  Mlp net;
  Images held_out;
  std::vector<float> model, merged, velocity;
  swarm::Coordinator coordinator;
  std::vector<Order> orders;
  std::vector<Trainer*> trainers;  // the coordinator's
  std::vector<const float*> changes;
  std::vector<float> shares;
  std::uint64_t merges = 0;
};

const char* Federation::problem(const FederationPlan& plan) {
  if (plan.widths.size() < 2) return "give at least the widths of input and output";
  if (std::count(plan.widths.begin(), plan.widths.end(), std::size_t(0)) > 0) return "a layer has at least one value";
  if (plan.agents < 1 || plan.agents > kernels::aggregate_count_max) return "from 1 to 64 agents";
  if (plan.interval < 1) return "at least one step between two merges";
  if (plan.batch < 1 || plan.images < plan.batch) return "an agent has at least one batch of images";
  if (!(plan.rate > 0) || !std::isfinite(plan.rate)) return "the rate is above 0";
  if (!(plan.outer_momentum >= 0 && plan.outer_momentum < 1)) return "the momentum is from 0 to below 1";
  if (plan.hostile > plan.agents) return "more hostile agents than agents";
  return nullptr;
}

Federation::Federation(const FederationPlan& plan, int workers) {
  KERNEL_CHECK(problem(plan) == nullptr, "Federation: no such plan; problem() says why");
  parts_ = std::make_unique<Parts>(plan, workers);
}
Federation::~Federation() = default;

void Federation::merge_by(Merge merge) { parts_->plan.merge = merge; }

void Federation::round() {
  Parts& p = *parts_;
  for (Order& order : p.orders) p.coordinator.send(order);
  p.coordinator.run();
  p.merge();
  // Momentum descends and a change is added, hence the sign.
  kernels::momentum_step({.rate = -1, .momentum = p.plan.outer_momentum}, p.merged.data(), p.velocity.data(),
                         p.model.data(), p.model.size());
}

Score Federation::score() {
  Parts& p = *parts_;
  take(p.model, p.net);
  return judge(p.net, p.held_out, p.plan.widths.front(), p.plan.widths.back(), p.plan.batch);
}

double Federation::loss_of(std::size_t agent) { return parts_->trainers[agent]->loss(); }
const std::vector<float>& Federation::model() const { return parts_->model; }
void Federation::restore(const std::vector<float>& model) {
  KERNEL_CHECK(model.size() == parts_->model.size(), "Federation::restore: a model of another shape");
  std::copy(model.begin(), model.end(), parts_->model.begin());
  std::fill(parts_->velocity.begin(), parts_->velocity.end(), 0.0f);
}
std::uint64_t Federation::steps() const {
  return std::accumulate(parts_->trainers.begin(), parts_->trainers.end(), std::uint64_t(0),
                         [](std::uint64_t sum, const Trainer* trainer) { return sum + trainer->steps(); });
}
std::uint64_t Federation::merges() const { return parts_->merges; }
std::size_t Federation::round_bytes() const { return 2 * sizeof(float) * parts_->plan.agents * parts_->model.size(); }
std::size_t Federation::images_of(std::size_t agent) const { return parts_->trainers[agent]->images(); }

}  // namespace workloads::daa
