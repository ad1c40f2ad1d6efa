package dev.interlock.server.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.ledger.json.CanonicalJson;
import dev.interlock.ledger.json.UnencodableException;
import java.nio.charset.StandardCharsets;

/**
 * The canonical form of JSON (RFC 8785) is what is sent to the servers behind the gateway, and the form whose digest
 * was decided on. Two readers could understand two calls by other bytes; the canonical form has one spelling.
 */
public final class CanonicalForm {

    private CanonicalForm() {}

    /**
     * The bytes of a message. A message without canonical form is written as it is.
     *
     * <p>INVARIANT: no such message carries a call: arguments and answers without canonical form are denied before anything is sent.
     */
    public static byte[] bytes(JsonNode message) {
        try {
            return CanonicalJson.canonicalize(PlainJson.value(message));
        } catch (UnencodableException e) {
            return Json.bytes(message);
        }
    }

    /** The text of a number as it stands in the canonical form. */
    public static String number(JsonNode number) {
        return new String(bytes(number), StandardCharsets.UTF_8);
    }
}
