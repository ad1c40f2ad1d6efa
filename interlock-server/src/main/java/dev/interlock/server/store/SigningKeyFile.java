package dev.interlock.server.store;

import dev.interlock.ledger.note.Ed25519Signer;
import dev.interlock.ledger.note.NoteFormatException;
import dev.interlock.ledger.note.VerifierKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/**
 * The key that signs a ledger's checkpoints, in its data folder: {@code signing.key} (PKCS#8 in PEM, mode 0600) and
 * beside it {@code signing.vkey}, the public key to hand to auditors.
 */
public final class SigningKeyFile {
    private static final String SECRET = "signing.key";
    private static final String PUBLIC = "signing.vkey";
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----\n";
    private static final String END = "-----END PRIVATE KEY-----\n";
    private static final String REMEDY = "; restore it from a backup, because another key cannot continue this ledger";

    private SigningKeyFile() {}

    /**
     * The key in {@code folder}; at the first start it is made.
     *
     * @param origin the ledger's name, used when the key is made; later the name in {@code signing.vkey} counts
     * @throws IOException if the file is readable by others, malformed, missing beside its public key, or does not match it
     */
    public static Ed25519Signer loadOrCreate(Path folder, String origin, SecureRandom random) throws IOException {
        Path secret = folder.resolve(SECRET);
        if (Files.exists(secret)) {
            return load(folder, origin);
        }
        if (Files.exists(folder.resolve(PUBLIC))) {
            throw new IOException("the signing key `" + secret + "` is missing, but its public key is there;"
                    + " restore it from a backup, because a new key cannot continue this ledger");
        }
        try {
            Ed25519Signer signer = Ed25519Signer.generate(origin, random);
            String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(signer.secretKeyBytes());
            write(secret, BEGIN + base64 + "\n" + END, true);
            write(folder.resolve(PUBLIC), signer.verifierKey().format() + "\n", false);
            return signer;
        } catch (NoteFormatException e) {
            throw new IOException("the ledger cannot be named `" + origin + "`: " + e.getMessage(), e);
        }
    }

    /** Returns whether there is a key beside a file of the data folder, or the public part of one. */
    static boolean isBeside(Path file) {
        return Files.exists(file.resolveSibling(SECRET)) || Files.exists(file.resolveSibling(PUBLIC));
    }

    /** The public key in {@code folder}. */
    public static VerifierKey loadPublic(Path folder) throws IOException {
        Path file = folder.resolve(PUBLIC);
        try {
            return VerifierKey.parse(text(file));
        } catch (NoteFormatException e) {
            throw new IOException("the public key `" + file + "`: " + e.getMessage() + REMEDY, e);
        }
    }

    private static Ed25519Signer load(Path folder, String origin) throws IOException {
        Path secret = folder.resolve(SECRET);
        SecretFile.refuseIfOthersMayRead(secret, "the signing key");
        byte[] pkcs8 = pkcs8(secret);
        try {
            if (!Files.exists(folder.resolve(PUBLIC))) { // the first start was interrupted between the two files
                Ed25519Signer signer = Ed25519Signer.fromSecretKeyBytes(origin, pkcs8);
                write(folder.resolve(PUBLIC), signer.verifierKey().format() + "\n", false);
                return signer;
            }
            VerifierKey expected = loadPublic(folder);
            Ed25519Signer signer = Ed25519Signer.fromSecretKeyBytes(expected.name(), pkcs8);
            if (!signer.verifierKey().equals(expected)) {
                throw new IOException("the signing key `" + secret + "` does not match `" + PUBLIC + "` beside "
                        + "it; restore the previous key");
            }
            return signer;
        } catch (NoteFormatException e) {
            throw new IOException("the signing key `" + secret + "`: " + e.getMessage() + REMEDY);
        } finally {
            Arrays.fill(pkcs8, (byte) 0);
        }
    }

    private static byte[] pkcs8(Path secret) throws IOException {
        String pem = text(secret).replace("\r\n", "\n");
        if (!pem.startsWith(BEGIN) || !pem.endsWith(END)) {
            throw noKey(secret);
        }
        try {
            return Base64.getMimeDecoder().decode(pem.substring(BEGIN.length(), pem.length() - END.length()));
        } catch (IllegalArgumentException e) {
            throw noKey(secret); // no cause: it quotes the key
        }
    }

    private static IOException noKey(Path secret) {
        return new IOException("the signing key `" + secret + "` is not PKCS#8 in PEM" + REMEDY);
    }

    /** A file whose bytes are no text is read all the same, and is no key then. */
    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    private static void write(Path file, String text, boolean secret) throws IOException {
        SecretFile.write(file, text.getBytes(StandardCharsets.US_ASCII), secret ? "rw-------" : "rw-r--r--");
    }
}
