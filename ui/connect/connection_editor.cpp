#include "ui/connect/connection_editor.h"

#include "ui/common/card.h"
#include "ui/common/flat_button.h"
#include "ui/common/segmented_tabs.h"
#include "ui/common/text_label.h"
#include "ui/connect/access_form.h"
#include "ui/connect/correlation_form.h"

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QUrl>
#include <QVBoxLayout>
#include <algorithm>

namespace triptych::ui {

namespace {
constexpr int kUrlWidth = 250, kKindWidth = 118, kConnectionEditorIcon = 16, kAliasLines = 2;

bool isAddress(const QString &text)
{
    const QUrl url(text.trimmed(), QUrl::StrictMode);
    return url.isValid() && !url.host().isEmpty() && (url.scheme() == QStringLiteral("http") || url.scheme() == QStringLiteral("https"));
}

QString rowName(int row)
{
    const QString names[] = {ConnectionEditor::tr("Traces"), ConnectionEditor::tr("Logs"), ConnectionEditor::tr("Metrics")};
    return names[row];
}
} // namespace

ConnectionEditor::ConnectionEditor(Theme &theme, const std::array<QVector<ServerKind>, ConnectionForm::kServers> &kinds, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_name(new QLineEdit), m_count(new TextLabel(theme, QString(), theme.small(), Role::TextSecondary)),
      m_test(new FlatButton(theme, tr("Test connection"))), m_alike(new QCheckBox(tr("All sources alike"))), m_whose(new SegmentedTabs(theme)),
      m_access(new AccessForm(theme)), m_correlation(new CorrelationForm(theme, kinds[1])), m_aliases(new QPlainTextEdit)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics::kMargin);
    auto *head = new QHBoxLayout;
    m_name->setPlaceholderText(tr("Name, such as prod-eu"));
    m_name->setAccessibleName(tr("Name of the connection"));
    head->addWidget(m_name, 1);
    head->addWidget(m_count);
    head->addWidget(m_test);
    column->addLayout(head);
    column->addWidget(serverRows(kinds));
    column->addWidget(accessRows());
    column->addStretch(1);
    m_test->setAutoDefault(false);
    connect(m_test, &QPushButton::clicked, this, &ConnectionEditor::testRequested);
    connect(m_name, &QLineEdit::textChanged, this, &ConnectionEditor::edited);
    connect(m_access, &AccessForm::changed, this, [this] {
        takeAccess();
        edited();
    });
    connect(m_correlation, &CorrelationForm::changed, this, &ConnectionEditor::edited);
    connect(m_aliases, &QPlainTextEdit::textChanged, this, &ConnectionEditor::edited);
    connect(m_whose, &QTabBar::currentChanged, this, &ConnectionEditor::showAccess);
    connect(m_alike, &QCheckBox::toggled, this, [this](bool alike) {
        m_whose->setVisible(!alike);
        if (alike && !m_setting) {
            m_access->setAccess(m_form.servers[m_whose->currentIndex()].access);
            takeAccess();
            edited();
        }
    });
    connect(&theme, &Theme::changed, this, [this] {
        for (int row = 0; row < ConnectionForm::kServers; ++row)
            paintOutcome(row);
    });
    setForm({});
}

QWidget *ConnectionEditor::serverRows(const std::array<QVector<ServerKind>, ConnectionForm::kServers> &kinds)
{
    auto *card = new Card(m_theme);
    auto *grid = new QGridLayout(card);
    grid->setContentsMargins(metrics::kMargin, metrics::kMargin, metrics::kMargin, metrics::kMargin);
    grid->setHorizontalSpacing(metrics::kPadding);
    grid->setVerticalSpacing(metrics::kPadding);
    grid->setColumnStretch(2, 4);
    grid->setColumnStretch(4, 5);
    for (int i = 0; i < ConnectionForm::kServers; ++i) {
        Row &row = m_rows[static_cast<std::size_t>(i)];
        row = {new QComboBox, new QLineEdit, new QLabel, new TextLabel(m_theme, QString(), m_theme.text(), Role::TextSecondary)};
        row.kind->addItem(tr("none"), QString());
        for (const ServerKind &kind : kinds[static_cast<std::size_t>(i)])
            row.kind->addItem(kind.title, kind.name);
        row.kind->setMinimumWidth(kKindWidth);
        row.kind->setAccessibleName(tr("%1: kind of server").arg(rowName(i)));
        row.url->setPlaceholderText(QStringLiteral("https://"));
        row.url->setMinimumWidth(kUrlWidth);
        row.url->setFont(m_theme.mono());
        row.url->setAccessibleName(tr("%1: address").arg(rowName(i)));
        row.icon->setFixedSize(kConnectionEditorIcon, kConnectionEditorIcon);
        row.outcome->setWordWrap(true);
        row.outcome->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        grid->addWidget(new TextLabel(m_theme, rowName(i), m_theme.text(), Role::TextSecondary), i, 0);
        grid->addWidget(row.kind, i, 1);
        grid->addWidget(row.url, i, 2);
        grid->addWidget(row.icon, i, 3);
        grid->addWidget(row.outcome, i, 4);
        grid->setRowMinimumHeight(i, metrics::kButton);
        connect(row.kind, &QComboBox::currentIndexChanged, this, &ConnectionEditor::edited);
        connect(row.url, &QLineEdit::textChanged, this, &ConnectionEditor::edited);
    }
    return card;
}

QWidget *ConnectionEditor::accessRows()
{
    auto *card = new Card(m_theme);
    auto *column = new QVBoxLayout(card);
    column->setContentsMargins(metrics::kMargin, metrics::kPadding, metrics::kMargin, metrics::kMargin);
    column->setSpacing(metrics::kPadding);
    auto *top = new QHBoxLayout;
    top->addWidget(new TextLabel(m_theme, tr("How they are asked"), m_theme.strong()));
    top->addStretch();
    top->addWidget(m_whose);
    top->addWidget(m_alike);
    column->addLayout(top);
    for (int i = 0; i < ConnectionForm::kServers; ++i)
        m_whose->addTab(rowName(i));
    m_whose->setAccessibleName(tr("Whose"));
    column->addWidget(m_access);
    m_aliases->setPlaceholderText(tr("key = tag, tag; a line each, such as env = stage. Besides those of the settings"));
    m_aliases->setAccessibleName(tr("Tag aliases"));
    m_aliases->setTabChangesFocus(true);
    m_aliases->setFont(m_theme.mono());
    m_aliases->setFixedHeight(kAliasLines * QFontMetrics(m_theme.mono()).lineSpacing() + 2 * metrics::kPadding);
    column->addSpacing(metrics::kPadding);
    column->addWidget(new TextLabel(m_theme, tr("Logs of a span"), m_theme.strong()));
    column->addWidget(m_correlation);
    column->addSpacing(metrics::kPadding);
    column->addWidget(new TextLabel(m_theme, tr("Tag aliases of this system"), m_theme.strong()));
    column->addWidget(m_aliases);
    return card;
}

void ConnectionEditor::takeAccess()
{
    const ServerAccess now = m_access->access();
    for (int i = 0; i < ConnectionForm::kServers; ++i) {
        if (!m_alike->isChecked() && i != m_whose->currentIndex())
            continue;
        // Each keeps its own secret until another is typed.
        ServerAccess &mine = m_form.servers[i].access;
        const QString keptAs = mine.keptAs;
        const auto keptIn = mine.keptIn;
        const QString keyKeptAs = mine.keyKeptAs;
        const auto keyKeptIn = mine.keyKeptIn;
        mine = now;
        mine.keptAs = keptAs;
        mine.keptIn = keptIn;
        mine.keyKeptAs = keyKeptAs;
        mine.keyKeptIn = keyKeptIn;
    }
}

void ConnectionEditor::showAccess()
{
    m_access->setAccess(m_form.servers[m_whose->currentIndex()].access);
}

void ConnectionEditor::edited()
{
    int used = 0;
    for (Row &row : m_rows) {
        const bool is = !row.kind->currentData().toString().isEmpty();
        row.url->setEnabled(is);
        used += is;
    }
    m_count->setText(used == 1 ? tr("1 source") : tr("%1 sources").arg(used));
    m_test->setEnabled(fault().isEmpty());
    if (m_setting)
        return;
    for (int row = 0; row < ConnectionForm::kServers; ++row) // what was found was found of another server
        setOutcome(row, Outcome::None, {});
    Q_EMIT changed();
}

QString ConnectionEditor::fault() const
{
    const ConnectionForm now = form();
    bool some = false;
    QStringList owners, faults; // of how they are asked
    for (int i = 0; i < ConnectionForm::kServers; ++i) {
        const ConnectionForm::Server &server = now.servers[i];
        if (server.kind.isEmpty())
            continue;
        some = true;
        if (!isAddress(server.url))
            return tr("%1: write an address such as https://host:port/path").arg(rowName(i));
        owners.append(rowName(i));
        faults.append(AccessForm::fault(server.access));
    }
    const auto wrong = std::find_if(faults.begin(), faults.end(), [](const QString &fault) { return !fault.isEmpty(); });
    if (wrong != faults.end()) {
        // One that all have in common is none of a single row.
        if (m_alike->isChecked() && faults.count(*wrong) == faults.size())
            return *wrong;
        return QStringLiteral("%1: %2").arg(owners[wrong - faults.begin()], *wrong);
    }
    if (!some)
        return tr("Choose where traces, logs or metrics are");
    return aliasesFault(now.aliases);
}

ConnectionForm ConnectionEditor::form() const
{
    ConnectionForm out = m_form;
    out.name = m_name->text().trimmed();
    out.aliases = m_aliases->toPlainText();
    out.correlation = m_correlation->correlation();
    for (int i = 0; i < ConnectionForm::kServers; ++i) {
        const Row &row = m_rows[static_cast<std::size_t>(i)];
        out.servers[i].kind = row.kind->currentData().toString();
        out.servers[i].url = row.url->text().trimmed();
    }
    return out;
}

void ConnectionEditor::setForm(const ConnectionForm &form)
{
    m_setting = true;
    m_form = form;
    m_name->setText(form.name);
    m_aliases->setPlainText(form.aliases);
    m_correlation->setCorrelation(form.correlation);
    int first = -1;
    bool alike = true;
    for (int i = 0; i < ConnectionForm::kServers; ++i) {
        const Row &row = m_rows[static_cast<std::size_t>(i)];
        const ConnectionForm::Server &server = form.servers[i];
        row.kind->setCurrentIndex(std::max(0, row.kind->findData(server.kind)));
        row.url->setText(server.url);
        setOutcome(i, Outcome::None, {});
        if (server.kind.isEmpty())
            continue;
        if (first < 0)
            first = i;
        alike = alike && server.access.like(form.servers[first].access);
    }
    first = std::max(first, 0);
    if (alike)
        for (int i = 0; i < ConnectionForm::kServers; ++i)
            if (form.servers[i].kind.isEmpty()) {
                m_form.servers[i].access = form.servers[first].access;
                m_form.servers[i].access.keptAs.clear();
                m_form.servers[i].access.keyKeptAs.clear();
            }
    m_alike->setChecked(alike);
    m_whose->setVisible(!alike);
    m_whose->setCurrentIndex(first);
    showAccess();
    edited();
    m_setting = false;
}

void ConnectionEditor::editName()
{
    m_name->setFocus();
    m_name->selectAll();
}

void ConnectionEditor::setOutcome(int row, Outcome outcome, const QString &text)
{
    Row &r = m_rows[static_cast<std::size_t>(row)];
    r.state = outcome;
    QString sentence = text;
    if (!sentence.isEmpty())
        sentence[0] = sentence[0].toUpper();
    r.outcome->setText(sentence);
    r.outcome->setRole(outcome == Outcome::Bad ? Role::Error : Role::TextSecondary);
    paintOutcome(row);
}

void ConnectionEditor::paintOutcome(int row)
{
    const Row &r = m_rows[static_cast<std::size_t>(row)];
    const QString icon = r.state == Outcome::Testing ? QStringLiteral("clock") : r.state == Outcome::Good ? QStringLiteral("check") : QStringLiteral("warning");
    const Role role = r.state == Outcome::Testing ? Role::TextSecondary : r.state == Outcome::Good ? Role::Ok : Role::Error;
    r.icon->setPixmap(r.state == Outcome::None ? QPixmap() : m_theme.icon(icon, role).pixmap(QSize(kConnectionEditorIcon, kConnectionEditorIcon), devicePixelRatioF()));
    r.icon->setAccessibleName(r.state == Outcome::Good ? tr("reached") : r.state == Outcome::Bad ? tr("failed") : QString());
}

} // namespace triptych::ui
