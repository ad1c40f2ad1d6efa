package dev.interlock.policy.catalog;

import dev.interlock.policy.argument.Skeleton;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Words that stand for all objects of a type, in other spellings than the catalogue's. */
final class WordForAll {

    private WordForAll() {}

    /** The word of which the value, or an element of it, is another spelling; empty where it is none, or the word itself. */
    static Optional<String> nearly(@Nullable Object value, Collection<String> words) {
        if (value instanceof List<?> list) {
            return list.stream().flatMap(each -> nearly(each, words).stream()).findFirst();
        }
        return value instanceof String text && !words.contains(text)
                ? words.stream()
                        .filter(word -> folded(word).equals(folded(text)))
                        .findFirst()
                : Optional.empty();
    }

    /** Returns the word without case and separators; a word of separators alone keeps all but its case and the space around it. */
    private static String folded(String text) {
        String skeleton = Skeleton.of(text);
        return skeleton.isEmpty() ? text.strip().toLowerCase(Locale.ROOT) : skeleton;
    }
}
