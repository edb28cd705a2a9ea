#pragma once
#include "base/latest_job.h"
#include "query/aliases.h"
#include "query/completion.h"
#include "ui/common/context.h"

#include <QObject>
#include <map>
#include <string>
#include <vector>

namespace triptych::ui {

/// The tag keys of the open source and the values of those that were asked for, with counts; forgotten when the data
/// changes. Asks only when something is needed. GUI thread.
class TagKnowledge : public QObject
{
    Q_OBJECT
public:
    explicit TagKnowledge(Context &context, QObject *parent = nullptr);

    /// What is known now; `changed` follows if more was asked for.
    const std::vector<query::KnownKey> &keys();
    const std::vector<std::string> &keyNames();
    const std::vector<query::KnownKey> &values(const std::string &key);
    /// Values of the tags that say most, whichever of them somebody may be typing.
    const std::vector<query::KnownValue> &anyValues();
    const query::AliasTable &aliases() const { return *m_aliases; }

Q_SIGNALS:
    void changed();

private:
    void forget();

    Context &m_context;
    std::shared_ptr<const query::AliasTable> m_aliases = std::make_shared<const query::AliasTable>();
    base::LatestJob m_keysJob, m_valuesJob, m_anyJob;
    bool m_asked = false, m_askedAny = false;
    std::vector<query::KnownKey> m_keys;
    std::vector<std::string> m_names;
    std::map<std::string, std::vector<query::KnownKey>> m_values;
    std::vector<query::KnownValue> m_any;
    std::string m_valuesOf; ///< key being asked
};

} // namespace triptych::ui
