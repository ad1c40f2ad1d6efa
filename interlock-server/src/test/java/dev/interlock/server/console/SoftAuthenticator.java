package dev.interlock.server.console;

import dev.interlock.server.json.Json;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** An authenticator in memory, with the browser around it: it answers as it is told to, wrongly too. */
final class SoftAuthenticator {

    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

    private final KeyPair keys;
    private final String credential;
    /** The site, origin, flags and count of its next answer. */
    String site = "localhost";

    String origin;
    int flags = 0x05;
    int uses;

    SoftAuthenticator(String origin, String credential) throws GeneralSecurityException {
        this.origin = origin;
        this.credential = TEXT.encodeToString(credential.getBytes(StandardCharsets.UTF_8));
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        keys = generator.generateKeyPair();
    }

    /** The fields of a form that registers it. */
    Map<String, String> made(String challenge, String name) throws GeneralSecurityException {
        Map<String, String> fields = new HashMap<>(Map.of("act", "register", "name", name, "credential", credential));
        fields.put("key", TEXT.encodeToString(keys.getPublic().getEncoded()));
        fields.put("authenticator", TEXT.encodeToString(attested()));
        fields.put("client", TEXT.encodeToString(client("webauthn.create", challenge)));
        return fields;
    }

    /** The fields of a form that uses it. */
    Map<String, String> used(String challenge) throws GeneralSecurityException {
        byte[] data = data(flags);
        byte[] client = client("webauthn.get", challenge);
        Signature signer = Signature.getInstance("SHA256withECDSA");
        signer.initSign(keys.getPrivate());
        signer.update(data);
        signer.update(MessageDigest.getInstance("SHA-256").digest(client));
        return Map.of(
                "passkey-credential", credential,
                "passkey-authenticator", TEXT.encodeToString(data),
                "passkey-client", TEXT.encodeToString(client),
                "passkey-signature", TEXT.encodeToString(signer.sign()));
    }

    /** Its data with the passkey that it made: its make, the id of the passkey, and the key, which nobody reads here. */
    private byte[] attested() throws GeneralSecurityException {
        byte[] id = Base64.getUrlDecoder().decode(credential);
        var out = new ByteArrayOutputStream();
        out.writeBytes(data(flags | 0x40));
        out.writeBytes(new byte[16]);
        out.writeBytes(ByteBuffer.allocate(2).putShort((short) id.length).array());
        out.writeBytes(id);
        return out.toByteArray();
    }

    private byte[] data(int flagged) throws GeneralSecurityException {
        var out = new ByteArrayOutputStream();
        out.writeBytes(MessageDigest.getInstance("SHA-256").digest(site.getBytes(StandardCharsets.UTF_8)));
        out.write(flagged);
        out.writeBytes(ByteBuffer.allocate(4).putInt(uses).array());
        return out.toByteArray();
    }

    private byte[] client(String type, String challenge) {
        return Json.bytes(Json.object()
                .put("type", type)
                .put("challenge", challenge)
                .put("origin", origin)
                .put("crossOrigin", false));
    }
}
