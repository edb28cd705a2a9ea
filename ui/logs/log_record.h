#pragma once
#include "base/latest_job.h"
#include "telemetry/answers.h"
#include "ui/common/context.h"

#include <QVector>
#include <QWidget>

namespace triptych::ui {

class FlatButton;

/// A log record opened under its line: its body set as JSON where it is JSON, its tags, and its verbs. Loads itself.
class LogRecord : public QWidget
{
    Q_OBJECT
public:
    /// `rule` names the colour rule that the line has, if it has one.
    LogRecord(Context &context, telemetry::RecordId record, const QString &rule, QWidget *parent);
    int heightFor(int width) const;

Q_SIGNALS:
    void heightChanged();
    void traceWanted();
    void referenceWanted();
    void closed();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;

private:
    struct Piece {
        QString key, text; ///< a tag has a key; a line of the body none
    };
    QRect card() const;
    int innerWidth(int width) const;
    int tagColumns(int width) const;
    int tagRows(int width) const;
    int lineHeight() const;
    QRect tagRect(int tag) const;
    void show(const telemetry::LogDetails &details);
    void addButtons();
    QVector<QRect> buttonPlaces(int width) const; ///< as wide as `width`, from its top left corner
    void placeButtons();
    void paintBodyLine(QPainter &painter, const QString &line, int x, int y) const;

    Context &m_context;
    base::LatestJob m_job;
    std::optional<telemetry::LogDetails> m_details;
    QString m_error, m_rule;
    QStringList m_body;
    QVector<Piece> m_tags;
    QVector<FlatButton *> m_buttons;
};

} // namespace triptych::ui
