#include "formats/line_sink.h"

namespace triptych::formats {

using namespace telemetry;

void LineParts::clear()
{
    m_parts.clear();
    m_values.clear();
    m_signature.clear();
}

void LineParts::add(Part part)
{
    m_signature += static_cast<char>(1 + static_cast<int>(part.kind) * 2 + part.inBody);
    m_signature += static_cast<char>(part.type);
    m_signature += part.name;
    m_signature += '\0';
    m_parts.push_back(part);
}

void LineParts::literal(std::string_view text)
{
    if (!text.empty())
        add({ShapePart::Kind::Literal, ValueType::String, true, text});
}

void LineParts::text(std::string_view value)
{
    add({ShapePart::Kind::Text, ValueType::String, true, {}});
    m_values.push_back(value);
}

void LineParts::tag(std::string_view key, std::string_view value, ValueType type)
{
    add({ShapePart::Kind::Tag, type, true, key});
    m_values.push_back(value);
}

void LineParts::tagBeside(std::string_view key, std::string_view value, ValueType type)
{
    add({ShapePart::Kind::Tag, type, false, key});
    m_values.push_back(value);
}

void LineParts::tagUnlessAbsent(std::string_view key, std::string_view value, ValueType type)
{
    if (value == "-" || value.empty())
        literal(value);
    else
        tag(key, value, type);
}

void LineSink::begin(BatchBuilder &out)
{
    m_out = &out;
    m_layouts.clear();
    m_arena.reset();
    lastTime = 0;
    ++pieceNumber;
}

LogFields LineSink::fields(const LogLine &line)
{
    LogFields fields;
    fields.line = line.number;
    fields.time = line.envelopeTime;
    fields.observed = line.envelopeTime;
    fields.level = line.envelopeLevel;
    if (!line.envelopeService.empty())
        fields.service = m_out->string(line.envelopeService);
    return fields;
}

LogFields LineSink::ruled(const LogLine &line, LogFields fields)
{
    if (line.envelopeRules) {
        fields.time = line.envelopeTime;
        if (!line.envelopeIds.trace.empty()) {
            fields.trace = line.envelopeIds.trace;
            fields.span = line.envelopeIds.span;
        }
    }
    if (fields.time)
        lastTime = fields.time;
    return fields;
}

void LineSink::add(const LogLine &line, const LogFields &given, LineParts &parts)
{
    const LogFields fields = ruled(line, given);
    if (line.hasEnvelopeTags())
        for (const TagView &tag : *line.envelopeTags)
            parts.tagBeside(tag.key, tag.value, tag.type);
    auto known = m_layouts.find(parts.m_signature);
    if (known == m_layouts.end() && m_layouts.size() < kMostLayouts) {
        std::vector<ShapePart> shape;
        shape.reserve(parts.m_parts.size());
        for (const LineParts::Part &part : parts.m_parts)
            shape.push_back({part.kind, part.type, TagScope::Log, part.inBody, std::string(part.name)});
        known = m_layouts.emplace(parts.m_signature, m_out->logShape(shape)).first;
    }
    if (known != m_layouts.end()) {
        m_out->addLogLine(fields, known->second, parts.m_values);
        return;
    }
    std::vector<TagView> tags;
    std::size_t value = 0;
    for (const LineParts::Part &part : parts.m_parts) {
        if (part.kind == ShapePart::Kind::Tag)
            tags.push_back({part.name, parts.m_values[value], part.type});
        value += part.kind != ShapePart::Kind::Literal;
    }
    m_out->addLog(fields, line.text, tags);
}

void LineSink::add(const LogLine &line, const LogFields &given, std::string_view body, std::vector<TagView> &tags)
{
    const LogFields fields = ruled(line, given);
    if (line.hasEnvelopeTags())
        tags.insert(tags.end(), line.envelopeTags->begin(), line.envelopeTags->end());
    m_out->addLog(fields, body, tags);
}

} // namespace triptych::formats
