#!/usr/bin/env python3
"""Checks that a room can be compiled as one: reads the names that its files define at the level of a namespace, those
of unnamed namespaces too, and tells which of them another file of the room gives to something else.

usage: check_names.py [SOURCE_FOLDER]; exit 1 and a line for each name that stands twice.
"""
import collections
import os
import re
import sys

TOKEN = re.compile(r'R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<!\w)(?:u8|[uUL])?\'(?:\\.|[^\'\\\n])+\'|//[^\n]*|/\*.*?\*/|'
                   r'^[ \t]*#(?:[^\n\\]|\\.|\\\n)*', re.S | re.M)


def blank(match):
    text = match[0]
    return '""' if text[0] in '"RuUL\'' else ' ' + '\n' * text.count('\n')


def without_templates(head):
    """`head` without its template<...> prefixes and without what stands in angle brackets."""
    out, depth = [], 0
    for i, c in enumerate(head):
        if c == '<' and (depth or re.search(r'[\w>]\s*$', ''.join(out[-40:]))):
            depth += 1
        elif c == '>' and depth:
            depth -= 1
        elif not depth:
            out.append(c)
    return re.sub(r'\btemplate\b', ' ', ''.join(out))


def defined(head, body):
    """What `head` (the text in front of `body`, or of `;` with body None) defines: pairs of kind and name."""
    head = re.sub(r'\s+', ' ', re.sub(r'\[\[.*?\]\]', ' ', head)).strip()
    if not head or re.match(r'(?:namespace|friend|static_assert|extern|Q_\w+|Q[A-Z]+_\w+)\b', head):
        return []
    flat = re.sub(r' ?:: ?', '::', re.sub(r'\s+', ' ', without_templates(head)).strip())
    alias = re.match(r'using (\w+) ?= ?(.*)$', head)
    if alias:
        return [('using ' + alias[2], alias[1])]
    alias = re.match(r'using ((?:\w+::)+([A-Z]\w*))$', flat)
    if alias: # of types; functions may stand beside others of their name
        return [('using ' + alias[1], alias[2])]
    if flat.startswith('using') or 'operator' in flat:
        return []
    kind = re.match(r'(struct|class|union|enum(?: class| struct)?)\b ?(\w*)(?: final)?(?: ?:(?!:).*)?$', flat)
    if kind:
        found = [('type' if body is not None else 'forward', kind[2])] if kind[2] else []
        if kind[1] == 'enum' and body is not None:
            found += [('value', m) for m in re.findall(r'(?:^|,)\s*(\w+)', re.sub(r'\([^)]*\)', '', body))]
        return found
    flat = re.sub(r'\balignas ?\([^)]*\)', ' ', flat)
    first = re.match(r'[^(=]*[\w>&* ][&* ]([\w:]+) ?(\(|\[|=|$)', flat)
    if not first or not re.match(r'[A-Za-z_]\w*$', first[1]):
        return []
    if first[2] == '(':
        return [('function', first[1])]
    # `int a = f(1, 2), b = 3;` names two.
    found, depth, part = [('value', first[1])], 0, ''
    for c in flat[first.end(1):] + ',':
        depth += (c in '([{') - (c in ')]}')
        if c == ',' and depth == 0:
            more = re.match(r'[ *&]*([A-Za-z_]\w*) ?(?:=|\[|$)', part)
            if more:
                found.append(('value', more[1]))
            part = ''
        else:
            part += c
    return found


def names(text):
    """(namespaces from the outside, '' for an unnamed one; kind; name; line; definition?) of a file's names."""
    text = TOKEN.sub(blank, text)
    stack, found = [], []
    start = i = paren = 0
    body = None

    def take(end):
        head = text[start:end]
        line = text.count('\n', 0, start + len(head) - len(head.lstrip())) + 1
        for kind, name in defined(head, body) if stack else []:
            found.append((tuple(stack), kind, name, line, body is not None or kind == 'value'))

    while i < len(text):
        c = text[i]
        if c in '([':
            paren += 1
        elif c in ')]':
            paren -= 1
        elif c == '{' and paren == 0:
            space = re.search(r'(?:^|\s)(?:inline\s+)?namespace(?:\s+([\w:]+))?$', text[start:i].strip())
            if space:
                stack.append(space[1] or '')
                start = i + 1
            else: # passed over whole
                opened, depth = i, 0
                while i < len(text):
                    depth += (text[i] == '{') - (text[i] == '}')
                    if depth == 0:
                        break
                    i += 1
                if '=' in text[start:opened].split('(')[0] or re.match(r'\s*,', text[i + 1:]): # a value's braces
                    i += 1
                    continue
                body = text[opened + 1:i]
                take(opened)
                body = None
                rest = re.match(r'\s*;', text[i + 1:i + 80])
                i += rest.end() if rest else 0
                start = i + 1
        elif c == '}' and paren == 0:
            if stack:
                stack.pop()
            start = i + 1
        elif c == ';' and paren == 0:
            take(i)
            start = i + 1
        i += 1
    return found


def main():
    top = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
    os.chdir(top)
    rooms = [os.path.join('models', r) for r in sorted(os.listdir('models'))] + ['ui', 'app']
    wrong, seen = [], 0
    for room in rooms:
        # name -> places: (file, line, namespace, unnamed?, kind)
        places = collections.defaultdict(list)
        for where, _, files in os.walk(room):
            for name in sorted(files):
                if not name.endswith(('.h', '.cpp')):
                    continue
                path = os.path.join(where, name).replace(os.sep, '/')
                for stack, kind, what, line, definition in names(open(path, encoding='utf-8').read()):
                    seen += 1
                    places['::'.join(s for s in stack if s), what].append((path, line, '' in stack, kind, definition))
        for (space, name), all_places in sorted(places.items()):
            ours = [p for p in all_places if p[2] or p[4] or p[3] == 'function' or p[3].startswith('using')]
            files, kinds = {p[0] for p in ours}, {p[3] for p in ours}
            own = any(p[2] or p[3].startswith('using') for p in ours)
            same = len(kinds) == 1 and kinds.pop().startswith('using')
            if own and len(files) > 1 and not same:
                wrong.append(f'{space}::{name}: ' + ', '.join(f'{p}:{n}' for p, n, *_ in all_places))
    print('\n'.join(wrong) if wrong else f'{seen} names are of one file each')
    return 1 if wrong or seen == 0 else 0


sys.exit(main())
