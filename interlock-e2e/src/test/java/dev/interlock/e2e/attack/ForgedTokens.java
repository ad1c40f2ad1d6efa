package dev.interlock.e2e.attack;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Tokens made from good ones, none of which is good. */
final class ForgedTokens {

    private ForgedTokens() {}

    static String changed(String token) {
        String[] parts = token.split("\\.", -1);
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
                .replace("\"sub\":\"ada\"", "\"sub\":\"ben\"");
        return parts[0] + "." + encoded(claims) + "." + parts[2];
    }

    static String unsigned(String token) {
        return encoded("{\"alg\":\"none\",\"typ\":\"at+jwt\"}") + "." + token.split("\\.", -1)[1] + ".";
    }

    /** Whose signature is wrong then, whoever made it. */
    static String withoutKeyId(String assertion) {
        String[] parts = assertion.split("\\.", -1);
        return encoded("{\"alg\":\"ES256\"}") + "." + parts[1] + "." + parts[2];
    }

    static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
