package dev.interlock.server.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.AbstractList;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** An array seen as a list of plain values, as {@link PlainObject} is of an object. */
final class PlainArray extends AbstractList<@Nullable Object> implements RandomAccess {

    private final ArrayNode node;

    PlainArray(ArrayNode node) {
        this.node = node;
    }

    @Override
    public int size() {
        return node.size();
    }

    @Override
    public @Nullable Object get(int index) {
        return PlainJson.seen(node.required(index));
    }
}
