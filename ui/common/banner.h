#pragma once
#include "ui/theme/theme.h"

#include <QWidget>

namespace triptych::ui {

class FlatButton;
class TextLabel;

/// A strip over content that stands although something went wrong: what, and a way to ask again. Plain text. Hidden until
/// it has something to say.
class Banner : public QWidget
{
    Q_OBJECT
public:
    explicit Banner(Theme &theme, QWidget *parent = nullptr);

    /// One line; `whole` is the tooltip. Empty: nothing to say.
    void setMessage(const QString &text, const QString &whole = {});
    QString message() const;

Q_SIGNALS:
    void retryRequested();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void elide();

    Theme &m_theme;
    QString m_message;
    TextLabel *m_text;
    FlatButton *m_retry, *m_close;
};

} // namespace triptych::ui
