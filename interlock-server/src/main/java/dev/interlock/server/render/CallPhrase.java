package dev.interlock.server.render;

import dev.interlock.engine.model.CallFacts;
import dev.interlock.policy.catalog.ArgumentPath;
import dev.interlock.policy.catalog.Say;
import java.util.List;
import java.util.Optional;

/**
 * A recorded call in the words that the catalogue has for its tool. Accounts and ids stand in full, as they were sent; amounts are grouped
 * for people; what may be a long text is bounded.
 */
final class CallPhrase {

    /** The most characters of an id or a value: a longer one is a fault. */
    private static final int LONGEST_ID = 256;

    private static final int LONGEST_TEXT = 120;

    private CallPhrase() {}

    /**
     * The phrase; empty where the words might not say what the call is: a value is missing or cannot be read, or would turn the direction of
     * what follows it; the call may do more than its entry knows; or the tool is another than was reviewed.
     */
    static Optional<String> of(Say say, CallFacts facts) {
        if (!facts.faults().isEmpty() || facts.unbounded() || facts.changed().isPresent()) {
            return Optional.empty();
        }
        var phrase = new StringBuilder();
        List<Say.Part> parts = say.parts();
        for (int i = 0; i < parts.size(); i++) {
            boolean followed = !(parts.get(i) instanceof Say.Words) && i < parts.size() - 1;
            Optional<String> part = part(parts.get(i), facts);
            if (part.isEmpty() || followed && SaidValue.isTurned(part.get())) {
                return Optional.empty();
            }
            phrase.append(part.get());
        }
        return Optional.of(phrase.toString());
    }

    private static Optional<String> part(Say.Part part, CallFacts facts) {
        return switch (part) {
            case Say.Words words -> Optional.of(words.text());
            case Say.Sum sum -> facts.amount().map(AmountWords::of);
            case Say.Reference object ->
                facts.isAboutAll(object.type())
                        ? Optional.of("every " + object.type())
                        : identity(object.path(), facts).map(id -> object.type() + "/" + SaidValue.id(id));
            case Say.Identity identity -> identity(identity.path(), facts).map(SaidValue::of);
            case Say.Shown shown -> recorded(shown.path(), facts).map(text -> SaidValue.bounded(text, LONGEST_TEXT));
        };
    }

    private static Optional<String> identity(ArgumentPath path, CallFacts facts) {
        return recorded(path, facts).filter(text -> text.length() <= LONGEST_ID);
    }

    private static Optional<String> recorded(ArgumentPath path, CallFacts facts) {
        Object value = facts.projection().get(path.toString());
        return Optional.ofNullable(value).map(Object::toString);
    }
}
