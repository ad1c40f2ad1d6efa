package dev.interlock.server.content;

import dev.interlock.engine.model.ArgumentRole;
import dev.interlock.provenance.artefact.Winnowing;
import dev.interlock.provenance.label.ToolLabels;
import dev.interlock.provenance.task.CallArguments;
import dev.interlock.provenance.text.Encodings;
import dev.interlock.provenance.text.Fingerprints;
import dev.interlock.provenance.text.Tokens;
import dev.interlock.provenance.text.TypedValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The texts that a call writes, as tokens: all its arguments but destinations. A short text counts in a {@code body} alone, as a
 * name or an id is found everywhere; a very short one only if it is a link, an address or an account.
 */
final class WrittenTexts {

    /** The fewest tokens of a body that counts whatever it says. */
    private static final int SHORTEST_BODY = 3;

    private WrittenTexts() {}

    static List<Tokens> of(ToolUse use, Fingerprints fingerprints) {
        ToolLabels labels = use.labels();
        var written = new ArrayList<Tokens>();
        CallArguments.texts(use.arguments()).forEach((path, texts) -> {
            Optional<ArgumentRole> role = labels.argument(path);
            if (!role.equals(Optional.of(ArgumentRole.DESTINATION))) {
                boolean body = role.equals(Optional.of(ArgumentRole.BODY));
                texts.forEach(text -> add(written, text, body, fingerprints));
            }
        });
        return written;
    }

    private static void add(List<Tokens> written, String text, boolean body, Fingerprints fingerprints) {
        var all = new ArrayList<>(List.of(text));
        all.addAll(Encodings.decoded(text));
        for (String each : all) {
            Tokens tokens = Tokens.of(each, fingerprints);
            boolean shortValue = body && tokens.size() > 0 && TypedValues.any(each);
            if (shortValue || tokens.size() >= (body ? SHORTEST_BODY : Winnowing.RUN)) {
                written.add(tokens);
            }
        }
    }
}
