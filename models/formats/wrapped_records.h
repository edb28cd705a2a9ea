#pragma once
#include "formats/json_cutter.h"
#include "formats/json_piece.h"

#include <cstddef>
#include <string_view>

namespace triptych::formats {

/// Answers that wrap their records, such as {"hits": {"hits": [{"_source": …}]}} and {"data": [{"attributes": …}]}; also
/// the list alone and a record alone.
struct WrappedRecords {
    std::string_view list;       ///< key of what holds records
    std::string_view record;     ///< key of a record's own part
    int deepest = 0;             ///< levels of wrapping
    std::string_view one;        ///< "a record", for failures in one
    std::string_view none;       ///< what something else is: "no record"
    std::string_view incomplete; ///< what one without its own part is
};

/// Where the records of {"data": [ … ]} are, or of the list alone, for a JsonLayout.
struct DataListNodes {
    enum Node { Document = 1, Records };

    static int child(int parent, char bracket, std::string_view key)
    {
        if (parent == JsonLayout::kRoot)
            return bracket == '{' ? Document : Records;
        return parent == Document && bracket == '[' && key == "data" ? Records : JsonLayout::kOff;
    }
    static bool cuts(int node) { return node == Records; }
};

/// Reads what the piece's reader stands at, and calls read(position of the record's own part, marks) for each record.
/// Of each object that may be one, a fresh `Marks` takes what stands beside that part: its take(reader, key) returns
/// whether it read the value.
template <typename Marks, typename Read> void readWrapped(JsonPiece &piece, const WrappedRecords &shape, Read read, int depth = 0)
{
    JsonReader &r = piece.reader();
    const std::size_t begin = r.position();
    if (r.peek() == '[' && depth < shape.deepest) {
        piece.eachElement(JsonPiece::Level::Record, shape.one, [&] { readWrapped<Marks>(piece, shape, read, depth + 1); });
        return;
    }
    if (r.peek() != '{' || depth >= shape.deepest) {
        piece.bad(shape.none, begin);
        r.skip();
        return;
    }
    std::size_t recordAt = kNowhere, listAt = kNowhere;
    Marks marks;
    std::string_view key;
    r.enterObject();
    while (r.nextKey(key)) {
        if (marks.take(r, key))
            continue;
        if (key == shape.record)
            recordAt = r.position();
        else if (key == shape.list)
            listAt = r.position();
        r.skip();
    }
    const bool failed = r.failed();
    const std::size_t end = r.position();
    if (listAt != kNowhere && recordAt == kNowhere) {
        r.seek(listAt);
        readWrapped<Marks>(piece, shape, read, depth + 1);
        if (!failed && !r.failed())
            r.seek(end);
        return;
    }
    if (failed)
        return;
    if (recordAt == kNowhere) {
        if (depth > 0)
            piece.bad(shape.incomplete, begin);
        return; // an answer without records
    }
    piece.arena().reset();
    read(recordAt, marks);
    if (!r.failed())
        r.seek(end);
}

} // namespace triptych::formats
