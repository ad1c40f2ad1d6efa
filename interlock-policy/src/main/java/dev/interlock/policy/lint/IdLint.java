package dev.interlock.policy.lint;

import dev.interlock.policy.catalog.Mapping;
import dev.interlock.policy.catalog.ToolEntry;
import dev.interlock.policy.diagnostic.Check;
import java.util.Set;
import java.util.TreeSet;

/** Finds object types that callers name and whose ids have no known form: one object of the server may be several here. */
final class IdLint {

    private final Subject subject;

    IdLint(Subject subject) {
        this.subject = subject;
    }

    void check() {
        Set<String> named = new TreeSet<>();
        subject.tools().values().stream().flatMap(ToolEntry::mappings).forEach(mapping -> add(mapping, named));
        subject.bundle().types().forEach((name, type) -> {
            if (named.contains(name) && type.id().isEmpty()) {
                subject.warning(
                        Check.ID_WITHOUT_FORM,
                        subject.sources().at(Sources.Part.TYPE, name),
                        "callers name objects of type `" + name
                                + "`, but the form of its ids is unknown: an object that a server accepts in two"
                                + " spellings has two histories here",
                        "say what the ids look like, such as `id: {form: integer}`; use `form: text` if every spelling"
                                + " is a different object");
            }
        });
    }

    private static void add(Mapping mapping, Set<String> named) {
        named.addAll(mapping.on().keySet());
        named.addAll(mapping.of().keySet());
        named.addAll(mapping.derives().keySet());
        named.addAll(mapping.check().keySet());
    }
}
