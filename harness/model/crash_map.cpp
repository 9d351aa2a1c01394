// What each kind of Event is drawn as.
#include "harness/model/crash_map.h"

#include <algorithm>
#include <array>

namespace crashproof {
namespace {

using Glyph = CrashMap::Glyph;

struct GlyphOfKind {
  EventKind kind;
  Glyph glyph;
};
// Kinds that are not listed change a name or what is said about a file.
constexpr std::array glyphs{
    GlyphOfKind{EventKind::write, Glyph::data},
    GlyphOfKind{EventKind::mapped_store, Glyph::data},
    GlyphOfKind{EventKind::truncate, Glyph::data},
    GlyphOfKind{EventKind::allocate, Glyph::data},
    GlyphOfKind{EventKind::fsync, Glyph::durable},
    GlyphOfKind{EventKind::fdatasync, Glyph::durable},
    GlyphOfKind{EventKind::sync_range, Glyph::durable},
    GlyphOfKind{EventKind::sync, Glyph::durable},
    GlyphOfKind{EventKind::msync, Glyph::durable},
    GlyphOfKind{EventKind::send, Glyph::message},
    GlyphOfKind{EventKind::output, Glyph::message},
    GlyphOfKind{EventKind::marker, Glyph::marker},
    GlyphOfKind{EventKind::fork, Glyph::process},
    GlyphOfKind{EventKind::exec, Glyph::process},
    GlyphOfKind{EventKind::exit, Glyph::process},
    GlyphOfKind{EventKind::open, Glyph::read},
};

}  // namespace

Glyph glyph_of(EventKind kind, Role role) {
  const auto* const row = std::ranges::find(glyphs, kind, &GlyphOfKind::kind);
  const Glyph glyph = row == glyphs.end() ? Glyph::name : row->glyph;
  const bool changes = glyph == Glyph::data || glyph == Glyph::name;
  return changes && role == Role::checkpoint ? Glyph::checkpoint : glyph;
}

}  // namespace crashproof
