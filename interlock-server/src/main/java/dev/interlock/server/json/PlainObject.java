package dev.interlock.server.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** An object seen as a map of plain values. Nothing is copied: nobody changes the object as long as it is seen so. */
final class PlainObject extends AbstractMap<String, @Nullable Object> {

    private final ObjectNode node;

    PlainObject(ObjectNode node) {
        this.node = node;
    }

    ObjectNode node() {
        return node;
    }

    @Override
    public int size() {
        return node.size();
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return key instanceof String name && node.has(name);
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
        JsonNode value = key instanceof String name ? node.get(name) : null;
        return value == null ? null : PlainJson.seen(value);
    }

    @Override
    public void forEach(BiConsumer<? super String, ? super @Nullable Object> action) {
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            action.accept(member.getKey(), PlainJson.seen(member.getValue()));
        }
    }

    @Override
    public Set<Map.Entry<String, @Nullable Object>> entrySet() {
        return new Entries(node);
    }

    private static final class Entries extends AbstractSet<Map.Entry<String, @Nullable Object>> {
        private final ObjectNode node;

        Entries(ObjectNode node) {
            this.node = node;
        }

        @Override
        public int size() {
            return node.size();
        }

        @Override
        public Iterator<Map.Entry<String, @Nullable Object>> iterator() {
            Iterator<Map.Entry<String, JsonNode>> members = node.properties().iterator();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return members.hasNext();
                }

                @Override
                public Map.Entry<String, @Nullable Object> next() {
                    Map.Entry<String, JsonNode> member = members.next();
                    return new SimpleImmutableEntry<>(member.getKey(), PlainJson.seen(member.getValue()));
                }
            };
        }
    }
}
