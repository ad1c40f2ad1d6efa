package dev.interlock.policy.compile;

import dev.interlock.policy.catalog.AllowList;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.yaml.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code allow-lists}: the destinations that calls may reach whoever names them. */
final class AllowListCheck {

    private final Draft draft;

    AllowListCheck(Draft draft) {
        this.draft = draft;
    }

    /** Reads the lists of a file. */
    void check(Fields file) {
        file.take("allow-lists")
                .flatMap(n -> draft.values.mapping(
                        n, "`allow-lists`", "write `{partners: {for: mail.send, values: [dora@example.com]}}`"))
                .ifPresent(m -> m.entries().forEach(this::list));
    }

    private void list(Node.Entry entry) {
        Node.Scalar name = entry.key();
        if (!draft.values.isName(name, "an allow-list")
                || !draft.isFirst(draft.allowListPlaces, name.value(), name.place(), "the allow-list")) {
            return;
        }
        Optional<Node.Mapping> body = draft.values.mapping(
                entry.value(), "an allow-list", "write `{for: mail.send, values: [dora@example.com]}`");
        if (body.isEmpty()) {
            return;
        }
        Fields fields = new Fields(body.get(), "an allow-list", draft.diagnostics);
        Set<String> marks = fields.require("for", "name the calls that it is for, such as `for: mail.send`")
                .map(n -> draft.references.marks(n, "a mark"))
                .orElse(Set.of());
        List<String> entries = new ArrayList<>();
        fields.require("values", "list the destinations, or write `values: []`")
                .ifPresent(n -> draft.values.texts(n, "a destination").forEach(value -> value(value, entries)));
        fields.finish();
        draft.allowLists.add(new AllowList(marks, entries));
    }

    private void value(Node.Scalar value, List<String> entries) {
        Optional<String> fault = AllowList.fault(value.value());
        if (fault.isEmpty()) {
            entries.add(value.value());
        } else {
            draft.diagnostics.error(
                    Check.BAD_VALUE,
                    value.place(),
                    Diagnostics.quote(value.value()) + " " + fault.get(),
                    "write an address, a host, `*.example.com`, an account or another destination; international names"
                            + " in their `xn--` form");
        }
    }
}
