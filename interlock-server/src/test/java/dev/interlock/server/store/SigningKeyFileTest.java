package dev.interlock.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.ledger.note.Ed25519Signer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigningKeyFileTest {
    @TempDir
    Path folder;

    private final SecureRandom random = new SecureRandom();

    private Ed25519Signer load() throws Exception {
        return SigningKeyFile.loadOrCreate(folder, "example.com/ledger", random);
    }

    @Test
    void theKeyIsMadeOnceForItsOwnerOnly() throws Exception {
        Ed25519Signer made = load();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("signing.key"))))
                .isEqualTo("rw-------");
        assertThat(Files.readString(folder.resolve("signing.key"))).startsWith("-----BEGIN PRIVATE KEY-----\n");
        assertThat(load().verifierKey()).isEqualTo(made.verifierKey());
        assertThat(SigningKeyFile.loadPublic(folder)).isEqualTo(made.verifierKey());
        assertThat(SigningKeyFile.loadOrCreate(folder, "another.name", random)
                        .verifierKey()
                        .name())
                .isEqualTo("example.com/ledger");
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw------x", "rw--w----"})
    void aKeyThatOthersMayReadIsRefused(String mode) throws Exception {
        load();

        Files.setPosixFilePermissions(folder.resolve("signing.key"), PosixFilePermissions.fromString(mode));
        assertThatThrownBy(this::load)
                .hasMessageContaining("has mode `" + mode + "`, so other users can access it; run `chmod 600");
    }

    @Test
    void aLostKeyIsNotReplaced() throws Exception {
        load();
        Files.delete(folder.resolve("signing.key"));
        assertThatThrownBy(this::load).hasMessageContaining("is missing, but its public key is there");
    }

    @Test
    void aLostPublicKeyIsWrittenAgain() throws Exception {
        Ed25519Signer made = load();
        Files.delete(folder.resolve("signing.vkey"));
        assertThat(load().verifierKey()).isEqualTo(made.verifierKey());
        assertThat(SigningKeyFile.loadPublic(folder)).isEqualTo(made.verifierKey());
    }

    @Test
    void aKeyOfAnotherLedgerIsRefused() throws Exception {
        load();
        String own = Files.readString(folder.resolve("signing.vkey"));
        Files.delete(folder.resolve("signing.key"));
        Files.delete(folder.resolve("signing.vkey"));
        load();
        Files.writeString(folder.resolve("signing.vkey"), own);
        assertThatThrownBy(this::load).hasMessageContaining("does not match `signing.vkey`");
    }

    @Test
    void aMalformedKeyIsRefusedWithoutBeingQuoted() throws Exception {
        load();
        Path key = folder.resolve("signing.key");
        for (String text :
                new String[] {"", "SECRET", "-----BEGIN PRIVATE KEY-----\nU0VDUkVU\n-----END PRIVATE KEY-----\n"}) {
            Files.writeString(key, text);
            assertThatThrownBy(this::load)
                    .hasMessageContaining("the signing key `" + key + "`")
                    .hasMessageNotContaining("SECRET")
                    .hasMessageNotContaining("U0VD")
                    .hasNoCause();
        }
    }
}
