package dev.interlock.policy.argument;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The answers to questions of a server, each by the key of its question. An answer to a form has the members of the protocol, and
 * under {@code content} those that the form declares. The answers to other questions are whatever the protocol makes of them.
 *
 * @param forms the declarations of the schemas of the questions, by the keys of those that have one
 */
public record AskedAnswers(SortedMap<String, Declared> forms) implements Declared {

    private static final Declared ANY = ByHand.of(Names.OPEN);

    /** The answers to questions with these schemas. */
    public static AskedAnswers to(Map<String, ? extends Map<String, ?>> schemas) {
        SortedMap<String, Declared> forms = new TreeMap<>();
        schemas.forEach((key, schema) -> forms.put(key, new Form(SchemaDeclared.of(schema))));
        return new AskedAnswers(forms);
    }

    @Override
    public Names names() {
        return Names.CLOSED;
    }

    @Override
    public Declared member(String key) {
        return forms.getOrDefault(key, ANY);
    }

    @Override
    public SortedSet<String> members() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(forms.keySet()));
    }

    @Override
    public @Nullable Declared elements() {
        return null;
    }

    @Override
    public Set<ValueType> types() {
        return Set.of();
    }

    @Override
    public List<Constraint> constraints() {
        return List.of();
    }

    /** The answer to one form: accepted with its content, declined, cancelled, or an error. */
    private record Form(Declared content) implements Declared {

        private static final SortedMap<String, Declared> OTHERS = new TreeMap<>(Map.of(
                "action", ByHand.of(new TreeMap<>()), "error", ByHand.of(Names.DATA), "_meta", ByHand.of(Names.DATA)));

        @Override
        public Names names() {
            return Names.CLOSED;
        }

        @Override
        public @Nullable Declared member(String name) {
            return name.equals("content") ? content : OTHERS.get(name);
        }

        @Override
        public SortedSet<String> members() {
            SortedSet<String> members = new TreeSet<>(OTHERS.keySet());
            members.add("content");
            return Collections.unmodifiableSortedSet(members);
        }

        @Override
        public @Nullable Declared elements() {
            return null;
        }

        @Override
        public Set<ValueType> types() {
            return Set.of();
        }

        @Override
        public List<Constraint> constraints() {
            return List.of();
        }
    }
}
