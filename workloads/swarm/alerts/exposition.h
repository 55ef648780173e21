// What a monitor sees, as text that Prometheus reads ("Exposition formats", text format 0.0.4): each gauge as
// swarm_gauge{name="..."}, and for each gauge of which an alert stands its severity, 1 to 3, as
// swarm_alert{gauge="..."}. Where several gauges have one name, or several rules one gauge, it is the greatest.
#pragma once

#include "workloads/swarm/monitor.h"

namespace workloads::swarm {

std::string exposition_of(const Monitor& monitor);
// Writes it beside the file and renames it, so that a reader sees the whole or the one before (as a collector of text
// files wants it). False where that failed.
bool write_exposition(const Monitor& monitor, const std::string& path);

}  // namespace workloads::swarm
