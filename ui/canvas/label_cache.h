#pragma once
#include <QFont>
#include <QFontMetricsF>
#include <QHash>
#include <QStaticText>
#include <functional>
#include <vector>

namespace triptych::ui {

/// Texts of a canvas, laid out once per text and width: shaping is what text costs. `key` names a text for as long as
/// the cache is not cleared (a string's index). Plain text always. GUI thread.
class LabelCache
{
public:
    explicit LabelCache(const QFont &font) : m_font(font), m_metrics(font) {}
    void setFont(const QFont &font);
    void clear();
    const QFont &font() const { return m_font; }
    const QFontMetricsF &metrics() const { return m_metrics; }

    using Text = std::function<QString()>; ///< asked only when the cache does not know the text
    struct Label {
        QStaticText text;
        double width = 0;
        bool whole = true; ///< nothing was cut
    };
    /// Elided at the right to fit `width` px.
    const Label &elided(quint64 key, const Text &text, int width);
    /// As many whole characters as fit, without an ellipsis: names in flame frames.
    const Label &prefix(quint64 key, const Text &text, double width);
    /// Draws with `baseline` the y of the text's base line.
    static void draw(class QPainter &painter, double x, double baseline, const Label &label, const QFontMetricsF &metrics);

private:
    struct Advances {
        QString text;
        std::vector<float> upTo; // x after each character
    };
    const Label &keep(quint64 key, quint32 variant, const QString &text, bool whole);

    QFont m_font;
    QFontMetricsF m_metrics;
    QHash<std::pair<quint64, quint32>, Label> m_labels;
    QHash<quint64, Advances> m_advances;
};

} // namespace triptych::ui
