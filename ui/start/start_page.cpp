#include "ui/start/start_page.h"

#include "ui/common/card.h"
#include "ui/common/centred_column.h"
#include "ui/common/flat_button.h"
#include "ui/common/text_label.h"
#include "ui/start/recent_row.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace triptych::ui {

namespace {
constexpr int kStartPageWidth = 980, kLogo = 58, kNamePixels = 26, kLeadPixels = 14, kCardIcon = 16, kStartPageTop = 46, kDropHigh = 132, kCardGap = 15;

QFont resized(QFont font, int pixels)
{
    font.setPixelSize(pixels);
    return font;
}
} // namespace

StartPage::StartPage(Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    QWidget *middle = centredColumn(this, tr("Start"), kStartPageWidth);

    auto *column = new QVBoxLayout(middle);
    column->setContentsMargins(0, kStartPageTop, 0, metrics::kMargin);
    column->setSpacing(0);
    column->addWidget(header());
    column->addSpacing(30);
    column->addWidget(dropZone());
    column->addSpacing(17);
    column->addWidget(cards());
    column->addSpacing(36);
    m_recentTitle = new TextLabel(theme, tr("Recent"), theme.strong());
    column->addWidget(m_recentTitle);
    column->addSpacing(metrics::kPadding);
    m_recentCard = new Card(theme);
    m_recentRows = new QVBoxLayout(m_recentCard);
    m_recentRows->setContentsMargins(0, 0, 0, 0);
    m_recentRows->setSpacing(0);
    column->addWidget(m_recentCard);
    column->addSpacing(20);
    column->addWidget(hints());
    column->addStretch(1);
    setRecent({});
}

QWidget *StartPage::header()
{
    auto *head = new QWidget;
    head->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(14);
    auto *logo = new QLabel;
    logo->setPixmap(m_theme.icon(QStringLiteral("triptych")).pixmap(QSize(kLogo, kLogo), devicePixelRatioF()));
    row->addWidget(logo);
    auto *words = new QVBoxLayout;
    words->setSpacing(2);
    words->setAlignment(Qt::AlignVCenter);
    words->addWidget(new TextLabel(m_theme, QStringLiteral("Triptych"), resized(m_theme.figure(), kNamePixels)));
    words->addWidget(new TextLabel(m_theme, tr("Traces, logs and metrics of a request, in one window"),
                                   resized(m_theme.text(), kLeadPixels), Role::TextSecondary));
    row->addLayout(words, 1);
    return head;
}

QWidget *StartPage::dropZone()
{
    m_drop = new Card(m_theme);
    m_drop->setDashed(true);
    m_drop->setMinimumHeight(kDropHigh);
    auto *column = new QVBoxLayout(m_drop);
    column->setContentsMargins(metrics::kMargin, 20, metrics::kMargin, 20);
    column->setSpacing(10);
    auto *title = new TextLabel(m_theme, tr("Drop files, folders or archives here"), resized(m_theme.strong(), 15));
    auto *formats = new TextLabel(m_theme,
                                  tr("OTLP, Jaeger, Zipkin, Kong, Envoy, nginx, Loki, Prometheus, JSON lines, plain logs: any mix, "
                                     "compressed or not"),
                                  m_theme.text(), Role::TextSecondary);
    for (QLabel *label : {static_cast<QLabel *>(title), static_cast<QLabel *>(formats)}) {
        label->setAlignment(Qt::AlignCenter);
        label->setWordWrap(true);
        column->addWidget(label);
    }
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(metrics::kPadding);
    auto *open = new FlatButton(m_theme, tr("Open…"));
    open->setHint(QStringLiteral("Ctrl+O"));
    auto *paste = new FlatButton(m_theme, tr("Paste"));
    paste->setHint(QStringLiteral("Ctrl+V"));
    buttons->addStretch();
    buttons->addWidget(open);
    buttons->addWidget(paste);
    buttons->addStretch();
    column->addLayout(buttons);
    connect(open, &QPushButton::clicked, this, &StartPage::openRequested);
    connect(paste, &QPushButton::clicked, this, &StartPage::pasteRequested);
    return m_drop;
}

QWidget *StartPage::card(const QString &iconName, const QString &name, const QString &what, FlatButton *button)
{
    auto *card = new Card(m_theme);
    auto *column = new QVBoxLayout(card);
    column->setContentsMargins(17, 16, 17, 16);
    column->setSpacing(6);
    auto *title = new QHBoxLayout;
    title->setSpacing(metrics::kPadding);
    auto *icon = new QLabel;
    const auto paint = [this, icon, iconName] { icon->setPixmap(m_theme.icon(iconName, Role::Accent).pixmap(QSize(kCardIcon, kCardIcon), devicePixelRatioF())); };
    paint();
    connect(&m_theme, &Theme::changed, icon, paint);
    title->addWidget(icon);
    title->addWidget(new TextLabel(m_theme, name, resized(m_theme.strong(), kLeadPixels)), 1);
    column->addLayout(title);
    auto *words = new TextLabel(m_theme, what, m_theme.text(), Role::TextSecondary);
    words->setWordWrap(true);
    column->addWidget(words, 1);
    auto *row = new QHBoxLayout;
    row->addWidget(button);
    row->addStretch();
    column->addLayout(row);
    return card;
}

QWidget *StartPage::cards()
{
    auto *line = new QWidget;
    auto *row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(kCardGap);
    auto *server = new FlatButton(m_theme, tr("Add a connection"), FlatButton::Kind::Soft);
    auto *demo = new FlatButton(m_theme, tr("Open the demo"));
    row->addWidget(card(QStringLiteral("menu"), tr("Connect"), tr("Jaeger, Tempo, Zipkin, Loki, Prometheus, ClickHouse, Elasticsearch, Datadog: what is fetched is kept for you"), server), 1);
    row->addWidget(card(QStringLiteral("star"), tr("See the demo"), tr("A gateway, a mesh and a dozen services in three regions, with four incidents to find"), demo), 1);
    connect(server, &QPushButton::clicked, this, &StartPage::connectRequested);
    connect(demo, &QPushButton::clicked, this, &StartPage::demoRequested);
    return line;
}

QWidget *StartPage::hints()
{
    auto *line = new QWidget;
    auto *row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metrics::kGrid);
    const std::pair<QString, QString> hints[] = {{QStringLiteral("?"), tr("shortcuts")},
                                                 {QStringLiteral("Ctrl+Shift+P"), tr("every command")},
                                                 {QStringLiteral("Ctrl+L"), tr("filter")}};
    for (const auto &[key, words] : hints) {
        row->addWidget(new TextLabel(m_theme, key, m_theme.smallStrong(), Role::TextSecondary));
        row->addWidget(new TextLabel(m_theme, words, m_theme.small(), Role::TextSecondary));
        row->addSpacing(18);
    }
    row->addStretch();
    return line;
}

void StartPage::setRecent(const QVector<RecentItem> &items)
{
    while (QLayoutItem *item = m_recentRows->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    for (const RecentItem &item : items) {
        auto *row = new RecentRow(m_theme, item, m_recentRows->count() == 0);
        connect(row, &QAbstractButton::clicked, this, [this, path = item.path] { Q_EMIT recentChosen(path); });
        connect(row, &RecentRow::forgetRequested, this, [this, path = item.path] { Q_EMIT recentForgotten(path); });
        connect(row, &RecentRow::editRequested, this, [this, name = item.name] { Q_EMIT connectionEdited(name); });
        m_recentRows->addWidget(row);
    }
    m_recentCard->setVisible(!items.isEmpty());
    m_recentTitle->setVisible(!items.isEmpty());
}

void StartPage::setDropping(bool dropping)
{
    m_drop->setHighlighted(dropping);
}

} // namespace triptych::ui
