package dev.interlock.server.content;

import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Rule;
import dev.interlock.policy.catalog.Catalog;
import dev.interlock.provenance.distance.TextEmbedding;
import dev.interlock.provenance.lexicon.Lexicon;
import dev.interlock.provenance.task.Assessor;
import java.lang.System.Logger.Level;
import java.util.ServiceConfigurationError;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a bundle, as far as they ask who chose values.
 *
 * @param bundle its digest
 * @param marks of the calls that its rules look at
 * @param assessor null where no rule asks
 * @param lexicon null where no rule asks
 * @param secret whether a text holds a secret, which is not recorded
 * @param compared the marks of the calls that its rules compare with the instruction
 * @param amounts the marks of the calls of which its rules ask who chose the amount
 * @param embedding the model that compares them; null where no rule asks for it, or there is none
 */
record Flows(
        String bundle,
        Set<String> marks,
        @Nullable Assessor assessor,
        @Nullable Lexicon lexicon,
        Predicate<String> secret,
        Set<String> compared,
        Set<String> amounts,
        @Nullable TextEmbedding embedding) {

    /** The rules before the first bundle is known. */
    static final Flows NONE = new Flows("", Set.of(), null, null, text -> true, Set.of(), Set.of(), null);

    static Flows of(Bundle bundle, Catalog catalog, Supplier<Lexicon> lexicon) {
        Set<String> marks = Rule.chosenMarks(bundle.rules());
        Set<String> compared = Rule.Flow.compared(bundle.rules());
        Lexicon words = marks.isEmpty() ? null : lexicon.get();
        return new Flows(
                bundle.digest(),
                marks,
                words == null
                        ? null
                        : new Assessor(words, catalog.knownDestinations().domains()),
                words,
                text -> !catalog.standingSecrets().find(text).isEmpty(),
                compared,
                Rule.Unusual.chosenMarks(bundle.rules()),
                compared.isEmpty() ? null : model());
    }

    /** The model on the class path. Without one the calls that rules compare are denied, which `serve` says at its start. */
    private static @Nullable TextEmbedding model() {
        try {
            return TextEmbedding.onClassPath().orElse(null);
        } catch (ServiceConfigurationError e) {
            System.getLogger(Flows.class.getName())
                    .log(
                            Level.ERROR,
                            "the embedding model cannot be loaded, so calls that rules compare with the instruction are"
                                    + " denied",
                            e);
            return null;
        }
    }
}
