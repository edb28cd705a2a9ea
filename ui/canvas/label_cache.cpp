#include "ui/canvas/label_cache.h"

#include <QPainter>
#include <QTextLayout>
#include <algorithm>

namespace triptych::ui {

namespace {
// A few screens of labels; beyond it the cache starts anew rather than track ages.
constexpr qsizetype kMostLabels = 8192;
// Longer texts never fit a frame or row; laying them out whole would cost a frame.
constexpr qsizetype kMostCharacters = 512;

QString oneLine(QString text)
{
    if (text.size() > kMostCharacters)
        text.truncate(kMostCharacters);
    for (QChar &c : text)
        if (c.category() == QChar::Other_Control || c == QChar::LineSeparator || c == QChar::ParagraphSeparator)
            c = QLatin1Char(' ');
    return text;
}
} // namespace

void LabelCache::setFont(const QFont &font)
{
    m_font = font;
    m_metrics = QFontMetricsF(font);
    clear();
}

void LabelCache::clear()
{
    m_labels.clear();
    m_advances.clear();
}

const LabelCache::Label &LabelCache::keep(quint64 key, quint32 variant, const QString &text, bool whole)
{
    if (m_labels.size() >= kMostLabels)
        m_labels.clear();
    Label label;
    label.text.setTextFormat(Qt::PlainText);
    label.text.setPerformanceHint(QStaticText::AggressiveCaching);
    label.text.setText(text);
    label.text.prepare({}, m_font);
    label.width = m_metrics.horizontalAdvance(text);
    label.whole = whole;
    return *m_labels.insert({key, variant}, label);
}

const LabelCache::Label &LabelCache::elided(quint64 key, const Text &text, int width)
{
    const auto found = m_labels.constFind({key, static_cast<quint32>(width)});
    if (found != m_labels.constEnd())
        return *found;
    const QString full = oneLine(text());
    const QString shown = m_metrics.elidedText(full, Qt::ElideRight, width);
    return keep(key, static_cast<quint32>(width), shown, shown.size() == full.size());
}

const LabelCache::Label &LabelCache::prefix(quint64 key, const Text &text, double width)
{
    auto advances = m_advances.find(key);
    if (advances == m_advances.end()) {
        if (m_advances.size() >= kMostLabels)
            m_advances.clear();
        Advances made{oneLine(text()), {}};
        QTextLayout layout(made.text, m_font);
        layout.beginLayout();
        const QTextLine line = layout.createLine();
        layout.endLayout();
        made.upTo.reserve(static_cast<std::size_t>(made.text.size()));
        for (int i = 1; i <= made.text.size(); ++i)
            made.upTo.push_back(line.isValid() ? static_cast<float>(line.cursorToX(i)) : 0.f);
        advances = m_advances.insert(key, std::move(made));
    }
    const auto fits = std::upper_bound(advances->upTo.begin(), advances->upTo.end(), static_cast<float>(width));
    auto count = static_cast<qsizetype>(fits - advances->upTo.begin());
    if (count > 0 && count < advances->text.size() && advances->text.at(count - 1).isHighSurrogate())
        --count;
    const auto found = m_labels.constFind({key, static_cast<quint32>(count)});
    if (found != m_labels.constEnd())
        return *found;
    return keep(key, static_cast<quint32>(count), advances->text.left(count), count == advances->text.size());
}

void LabelCache::draw(QPainter &painter, double x, double baseline, const Label &label, const QFontMetricsF &metrics)
{
    painter.drawStaticText(QPointF(x, baseline - metrics.ascent()), label.text);
}

} // namespace triptych::ui
