package dev.interlock.policy.argument;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The declarations of a JSON Schema: its {@code properties}, and those of the schemas that it is made of. Names that match
 * a pattern, and additional ones, are not declared.
 *
 * <p>Somebody else wrote the schema, so all of it is bounded: a schema that refers to itself is a circle here,
 * too, and beyond a number of places nothing is declared, which denies.
 */
public final class SchemaDeclared implements Declared {

    private final Set<ValueType> types;
    private final List<Constraint> constraints;
    private final Map<String, SchemaDeclared> members = new HashMap<>();
    private @Nullable SchemaDeclared elements;

    SchemaDeclared(Set<ValueType> types, List<Constraint> constraints) {
        this.types = Set.copyOf(types);
        this.constraints = List.copyOf(constraints);
    }

    /** The declarations of a schema as plain values: String, Boolean, numbers, null, lists and maps. */
    public static SchemaDeclared of(Map<String, ?> schema) {
        return new SchemaReader(schema).read();
    }

    /** Adds a member while the schema is being read. */
    void add(String name, SchemaDeclared member) {
        members.put(name, member);
    }

    /** Sets the declaration of the elements while the schema is being read. */
    void elements(SchemaDeclared declared) {
        elements = declared;
    }

    @Override
    public Names names() {
        return Names.CLOSED;
    }

    @Override
    public @Nullable SchemaDeclared member(String name) {
        return members.get(name);
    }

    @Override
    public SortedSet<String> members() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(members.keySet()));
    }

    @Override
    public @Nullable SchemaDeclared elements() {
        return elements;
    }

    @Override
    public Set<ValueType> types() {
        return types;
    }

    @Override
    public List<Constraint> constraints() {
        return constraints;
    }
}
