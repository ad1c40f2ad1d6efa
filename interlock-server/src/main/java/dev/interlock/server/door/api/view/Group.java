package dev.interlock.server.door.api.view;

import dev.interlock.engine.state.HoldState;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A group names the holds that are alike: those of one agent, for one tool and the same reasons. */
final class Group {

    private static final int BYTES = 6;

    private Group() {}

    static String of(HoldState hold) {
        HoldState.Likeness likeness = hold.likeness();
        String text = likeness.agent() + "\n" + likeness.tool() + "\n" + String.join("\n", likeness.reasons());
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "g-" + HexFormat.of().formatHex(hash, 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
