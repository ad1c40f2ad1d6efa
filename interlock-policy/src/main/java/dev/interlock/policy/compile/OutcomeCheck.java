package dev.interlock.policy.compile;

import dev.interlock.policy.catalog.NoEffect;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.diagnostic.Suggestion;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.yaml.Node;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The answers that prove that a call had no effect: {@code no-effect}. */
final class OutcomeCheck {

    private static final Pattern NUMBER = Pattern.compile("-?[1-9][0-9]{0,8}");

    private final Draft draft;

    OutcomeCheck(Draft draft) {
        this.draft = draft;
    }

    /** The answers that are proof; an empty list means that none is. */
    Optional<NoEffect> noEffect(Fields fields) {
        return fields.take("no-effect").map(node -> {
            Set<NoEffect.Sign> signs = new HashSet<>();
            List<? extends Node> items = node instanceof Node.Sequence list ? list.items() : List.of(node);
            items.forEach(item -> sign(item).ifPresent(signs::add));
            return new NoEffect(signs);
        });
    }

    private Optional<NoEffect.Sign> sign(Node node) {
        String written = node instanceof Node.Scalar scalar ? scalar.value() : "";
        if (NoEffect.Sign.isWord(written)
                || NUMBER.matcher(written).matches() && isRefusal(Integer.parseInt(written))) {
            return Optional.of(new NoEffect.Sign(written));
        }
        draft.diagnostics.error(
                Check.BAD_VALUE,
                node.place(),
                "an item of `no-effect` cannot be " + (written.isEmpty() ? node.kind() : Diagnostics.quote(written)),
                Suggestion.remedy(
                        written,
                        NoEffect.Sign.words(),
                        "write an HTTP status from 300 to 599, a JSON-RPC error code such as `-32601`,"
                                + " `401-challenge`, `404-session` or `is-error`"));
        return Optional.empty();
    }

    /** Returns whether the number may be that of a refusal; a status of success refuses nothing. */
    private static boolean isRefusal(int number) {
        return !NoEffect.Sign.isStatus(number) ? number < 0 || number > 599 : number >= 300;
    }
}
