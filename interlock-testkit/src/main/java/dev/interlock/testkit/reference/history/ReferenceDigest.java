package dev.interlock.testkit.reference.history;

import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Key;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Digests of texts, and that which names a very call: what an approver saw. */
public final class ReferenceDigest {

    private ReferenceDigest() {}

    static String of(History history, long task, String intent, CallFacts facts, CallKeys keys) {
        List<String> lines = new ArrayList<>();
        lines.add("task " + task);
        lines.add("tool " + escaped(facts.tool()));
        lines.add("arguments " + escaped(facts.argumentsDigest()));
        lines.add("intent " + escaped(intent));
        for (Key object : keys.objects()) {
            lines.add("object " + escaped(object.toString()) + " " + history.version(object));
        }
        return ofLines(lines);
    }

    /** The digest of lines, as the record writes it. */
    public static String ofLines(List<String> lines) {
        try {
            byte[] text = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text);
            return "sha-256:" + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The text without line breaks, so that none can look like another line. */
    public static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\n", "\\n");
    }
}
