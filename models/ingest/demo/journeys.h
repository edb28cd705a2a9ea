#pragma once
#include "ingest/demo/trace.h"

/// What users do in the shop; each makes one trace and writes it.
namespace triptych::ingest::demo {

enum class Journey : std::uint8_t { Products, Search, Cart, AddToCart, Checkout, PlaceOrder, Orders, Background };

void travel(World &world, Journey journey, Region region, telemetry::TraceId id, Nanos start);
/// The failed checkout of the drawings, to the millisecond.
void drawnCheckout(World &world);

} // namespace triptych::ingest::demo
