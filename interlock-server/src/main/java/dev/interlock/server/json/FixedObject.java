package dev.interlock.server.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.ledger.json.UnencodableException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object that stays as it is, and its canonical form, written once. The digest that is decided on is made of these bytes,
 * and these bytes are what is sent.
 *
 * <p>INVARIANT: nothing is written of the members once the object is made, so that a change of a value inside it cannot
 * reach a server.
 */
@SuppressWarnings("unchecked") // of ObjectNode, which narrows a return type
public final class FixedObject extends ObjectNode {
    private static final long serialVersionUID = 1;

    private final transient byte @Nullable [] canonical;

    private FixedObject(ObjectNode of, byte @Nullable [] canonical) {
        super(Json.nodes(), Collections.unmodifiableMap(members(of)));
        this.canonical = canonical;
    }

    /** The object with the members that the other one has now. */
    public static FixedObject of(ObjectNode object) {
        return object instanceof FixedObject fixed ? fixed : new FixedObject(object, written(object));
    }

    private static Map<String, JsonNode> members(ObjectNode object) {
        var members = new LinkedHashMap<String, JsonNode>();
        object.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
        return members;
    }

    private static byte @Nullable [] written(ObjectNode object) {
        try {
            return CanonicalForm.of(object);
        } catch (UnencodableException e) {
            return null;
        }
    }

    /** The bytes of the canonical form, which nobody may change; null where the object has none. */
    byte @Nullable [] canonical() {
        return canonical;
    }
}
