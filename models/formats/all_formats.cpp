#include "formats/format.h"

#include "formats/json_formats.h"
#include "formats/json_outline.h"
#include "formats/line_census.h"
#include "formats/text_formats.h"
#include "formats/yaml_sniff.h"

namespace triptych::formats {

const std::vector<Format> &allFormats()
{
    static const std::vector<Format> formats = [] {
        std::vector<Format> all;
        for (const Format &f : jsonFormats())
            all.push_back(f);
        for (const Format &f : textFormats())
            all.push_back(f);
        for (const Format &f : refusedYamlFormats())
            all.push_back(f);
        return all;
    }();
    return formats;
}

const JsonOutline &Sample::outline() const
{
    if (!madeOutline)
        madeOutline = std::make_shared<const JsonOutline>(*this);
    return *madeOutline;
}

const LineCensus &Sample::census() const
{
    if (!madeCensus)
        madeCensus = std::make_shared<const LineCensus>(*this);
    return *madeCensus;
}

const Format *recognise(const Sample &sample)
{
    const Format *best = nullptr;
    int sure = 0;
    for (const Format &f : allFormats()) {
        const int s = f.sniff(sample);
        if (s > sure) {
            sure = s;
            best = &f;
        }
        if (sure >= kSurest)
            break; // of those that are as sure the first is taken
    }
    return best;
}

} // namespace triptych::formats
