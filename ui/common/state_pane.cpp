#include "ui/common/state_pane.h"

#include "ui/common/flat_button.h"
#include "ui/common/progress_line.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

namespace triptych::ui {

namespace {
constexpr int kStatePaneIcon = 24, kProgressWidth = 280;
}

StatePane::StatePane(Theme &theme, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_icon(new QLabel), m_title(new QLabel), m_text(new QLabel),
      m_progress(new ProgressLine(theme)), m_buttons(new QWidget)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(metrics::kMargin * 2, metrics::kMargin, metrics::kMargin * 2, metrics::kMargin);
    column->setSpacing(metrics::kPadding);
    column->addStretch();
    for (QLabel *label : {m_icon, m_title, m_text}) {
        label->setTextFormat(Qt::PlainText);
        label->setAlignment(Qt::AlignCenter);
        label->setWordWrap(label != m_icon);
        column->addWidget(label, 0, label == m_icon ? Qt::AlignHCenter : Qt::Alignment());
    }
    m_title->setFont(theme.strong());
    m_text->setMinimumWidth(0);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_progress->setFixedWidth(kProgressWidth);
    column->addWidget(m_progress, 0, Qt::AlignHCenter);
    new QHBoxLayout(m_buttons);
    m_buttons->layout()->setContentsMargins(0, metrics::kGrid, 0, 0);
    m_buttons->layout()->setSpacing(metrics::kPadding);
    column->addWidget(m_buttons, 0, Qt::AlignHCenter);
    column->addStretch();
    const auto paint = [this] {
        QPalette palette = m_text->palette();
        palette.setColor(QPalette::WindowText, m_theme.color(Role::TextSecondary));
        m_text->setPalette(palette);
        if (m_kind == Kind::Error)
            m_icon->setPixmap(m_theme.icon(QStringLiteral("warning"), Role::Error).pixmap(QSize(kStatePaneIcon, kStatePaneIcon), devicePixelRatioF()));
    };
    connect(&theme, &Theme::changed, this, paint);
    paint();
    show(Kind::Empty, {}, {}, {});
}

void StatePane::show(Kind kind, const QString &title, const QString &text, const QVector<Action> &actions)
{
    m_kind = kind;
    m_title->setText(title);
    m_title->setVisible(!title.isEmpty());
    m_text->setText(text);
    m_text->setVisible(!text.isEmpty());
    m_icon->setVisible(kind == Kind::Error);
    if (kind == Kind::Error)
        m_icon->setPixmap(m_theme.icon(QStringLiteral("warning"), Role::Error).pixmap(QSize(kStatePaneIcon, kStatePaneIcon), devicePixelRatioF()));
    m_progress->setVisible(kind == Kind::Loading);
    setAccessibleName(title);
    setAccessibleDescription(text);
    QLayout *row = m_buttons->layout();
    while (QLayoutItem *item = row->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    for (const Action &action : actions) {
        const bool suggested = kind == Kind::Error && &action == &actions.front();
        auto *button = new FlatButton(m_theme, action.text, suggested ? FlatButton::Kind::Soft : FlatButton::Kind::Outlined);
        connect(button, &QPushButton::clicked, this, [run = action.run] {
            if (run)
                run();
        });
        row->addWidget(button);
    }
    m_buttons->setVisible(!actions.isEmpty());
}

void StatePane::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), m_theme.color(Role::Surface));
}

void StatePane::showEmpty(const QString &title, const QString &text, const QVector<Action> &actions)
{
    show(Kind::Empty, title, text, actions);
}

void StatePane::showLoading(const QString &title, const QString &text, std::function<void()> cancel)
{
    QVector<Action> actions;
    if (cancel)
        actions.append({tr("Cancel"), std::move(cancel)});
    show(Kind::Loading, title, text, actions);
    m_progress->setFraction(-1);
}

void StatePane::showError(const QString &title, const QString &text, const QVector<Action> &actions)
{
    show(Kind::Error, title, text, actions);
}

/// Errors are parts of sentences; here they stand alone.
static QString sentence(const std::string &part)
{
    QString text = QString::fromStdString(part);
    if (!text.isEmpty() && !text.contains(QStringLiteral("://")))
        text[0] = text[0].toUpper();
    return text;
}

void StatePane::showError(const base::Error &error, std::function<void()> retry)
{
    QStringList lines;
    for (const std::string &part : {base::placeText(error.where), error.kept, error.advice})
        if (!part.empty())
            lines.append(sentence(part));
    QVector<Action> actions;
    const bool waits = retry && error.waitSeconds && *error.waitSeconds > 0;
    if (retry)
        actions.append({waits ? tr("Retry in %1 s").arg(*error.waitSeconds) : tr("Retry"), std::move(retry)});
    show(Kind::Error, sentence(error.what), lines.join(QStringLiteral(". ")), actions);
    if (waits)
        countDown(qobject_cast<QPushButton *>(m_buttons->layout()->itemAt(0)->widget()), int(*error.waitSeconds));
}

/// A server that wants rest is asked again by itself once it has had it, unless the button, or something else, comes first.
void StatePane::countDown(QPushButton *button, int seconds)
{
    auto *timer = new QTimer(button);
    constexpr int kSecondMs = 1000;
    connect(timer, &QTimer::timeout, button, [button, left = seconds]() mutable {
        if (--left > 0)
            button->setText(StatePane::tr("Retry in %1 s").arg(left));
        else if (button->isVisible())
            button->click();
    });
    timer->start(kSecondMs);
}

void StatePane::setText(const QString &text)
{
    m_text->setText(text);
    m_text->setVisible(!text.isEmpty());
    setAccessibleDescription(text);
}

void StatePane::setProgress(double fraction)
{
    m_progress->setFraction(fraction);
}

} // namespace triptych::ui
