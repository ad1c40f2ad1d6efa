package dev.interlock.server.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StaticSecretTest extends CredentialEngineConformance {

    private static final String SECRET = "standing-secret-0123456789abcdef";

    @TempDir
    Path folder;

    @BeforeEach
    void written() throws IOException {
        write(SECRET + "\n");
    }

    private Path file() {
        return folder.resolve("key");
    }

    private void write(String text) throws IOException {
        Files.writeString(file(), text);
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-------"));
    }

    @Override
    protected CredentialEngine open() {
        return new StaticSecret(file());
    }

    @Override
    protected boolean usable(Issued issued) throws IOException {
        return issued.bare().orElseThrow().equals(Files.readString(file()).strip());
    }

    @Override
    protected boolean secretsDiffer() {
        return false;
    }

    @Test
    void theNextLeaseHasTheRotatedSecret() throws Exception {
        write("another-secret-0123456789");
        assertThat(open().issue(grant()).authorization()).hasValue("Bearer another-secret-0123456789");
    }

    @Test
    void aFileThatOthersMayReadIsRefused() throws Exception {
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
        assertRefused("can be read by other users");
    }

    @Test
    void whatIsNoSecretIsRefusedWithoutQuotingIt() throws Exception {
        write("");
        assertRefused("is empty");
        write(SECRET + "\r\nX-Other: header");
        assertRefused("a single line");
        write("secret-ü-0123456789");
        assertRefused("printable ASCII");
        write("x".repeat(70_000));
        assertRefused("more than 65536 bytes");
        Files.delete(file());
        assertRefused("there is no file");
    }

    private void assertRefused(String why) {
        assertThatThrownBy(() -> open().issue(grant()))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining(why)
                .hasMessageNotContaining("secret-0");
    }
}
