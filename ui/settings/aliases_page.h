#pragma once
#include "query/aliases.h"
#include "ui/common/context.h"
#include "ui/filter/tag_knowledge.h"

#include <QWidget>

class QLineEdit;
class QListWidget;

namespace triptych::ui {

class FlatButton;
class TextLabel;

/// Which tags a short key of the filter reaches (`env`: deployment.environment.name, env …): keys and spellings are
/// added, taken away and reset. Each change holds at once, in filter, completion and facets. GUI thread.
class AliasesPage : public QWidget
{
    Q_OBJECT
public:
    explicit AliasesPage(Context &context, QWidget *parent = nullptr);
    QListWidget *names() const { return m_names; }
    QListWidget *tags() const { return m_tags; }
    QLineEdit *newName() const { return m_newName; }
    QLineEdit *newTag() const { return m_newTag; }

private:
    QWidget *makeNames();
    QWidget *makeTags();
    void fillNames(const QString &current);
    void fillTags();
    void offerTags();
    void addName();
    void addTag();
    void removeTag();
    void change(query::AliasTable::Group group);
    void keep();
    const query::AliasTable::Group *group() const;

    Context &m_context;
    query::AliasTable m_table;
    TagKnowledge m_knowledge;
    QListWidget *m_names, *m_tags;
    QLineEdit *m_newName, *m_newTag;
    TextLabel *m_title;
    FlatButton *m_addName, *m_remove, *m_reset, *m_resetAll, *m_addTag, *m_removeTag;
};

} // namespace triptych::ui
