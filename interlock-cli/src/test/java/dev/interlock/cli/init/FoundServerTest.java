package dev.interlock.cli.init;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The names that servers get by themselves, and which of their values are kept as secrets. */
class FoundServerTest {

    @Test
    void aProcessIsNamedAfterItsPackage() {
        assertThat(FoundServer.nameOf(List.of("npx", "-y", "@modelcontextprotocol/server-memory")))
                .isEqualTo("memory");
        assertThat(FoundServer.nameOf(List.of("npx", "-y", "@playwright/mcp@1.2.3", "--headless")))
                .isEqualTo("playwright");
        assertThat(FoundServer.nameOf(List.of("npx", "mongodb-mcp-server@latest")))
                .isEqualTo("mongodb");
        assertThat(FoundServer.nameOf(List.of("uvx", "mcp-server-git", "--repository", "/r")))
                .isEqualTo("git");
        assertThat(FoundServer.nameOf(List.of("uv", "run", "files.py"))).isEqualTo("files");
        assertThat(FoundServer.nameOf(List.of("/opt/erp/bin/erp-server", "--stdio")))
                .isEqualTo("erp");
        assertThat(FoundServer.nameOf(List.of("node", "/srv/1C.js"))).isEqualTo("server-1c");
        assertThat(FoundServer.nameOf(List.of("x".repeat(90)))).hasSize(40);
        assertThat(FoundServer.nameOf(List.of("ÄÖ"))).isEqualTo("server");
    }

    @Test
    void aCommandIsShownUpToTheFirstArgumentThatMayBeASecret() {
        assertThat(FoundServer.shown(List.of("npx", "-y", "@scope/server-files", "/home/ann", "/srv/our files")))
                .isEqualTo("npx -y @scope/server-files /home/ann '/srv/our files'");
        assertThat(FoundServer.shown(List.of("npx", "server-postgres", "postgresql://u:p@h/d", "/a")))
                .isEqualTo("npx server-postgres ...");
        assertThat(FoundServer.shown(List.of("docker", "run", "-e", "TOKEN=t", "image")))
                .isEqualTo("docker run -e ...");
        assertThat(FoundServer.shown(List.of("uvx", "git+https://u:p@h/r", "x")))
                .isEqualTo("uvx ...");
        assertThat(FoundServer.shown(List.of("erp-server", "--token", "/t"))).isEqualTo("erp-server ...");
    }

    @Test
    void anAddressIsNamedAfterItsHost() {
        assertThat(FoundServer.nameOf(URI.create("https://mcp.notion.com/mcp"))).isEqualTo("notion");
        assertThat(FoundServer.nameOf(URI.create("http://127.0.0.1:9000/mcp"))).isEqualTo("server");
        assertThat(FoundServer.nameOf(URI.create("http://localhost/mcp"))).isEqualTo("server");
    }

    @Test
    void onlyWhatIsPlainlyNoSecretStaysInTheConfiguration() {
        assertThat(SecretValues.isPlain("DEBUG", "true")).isTrue();
        assertThat(SecretValues.isPlain("PORT", "8080")).isTrue();
        assertThat(SecretValues.isPlain("ROOT", "/srv/files")).isTrue();
        assertThat(SecretValues.isPlain("LOG_LEVEL", "INFO")).isTrue();
        assertThat(SecretValues.isPlain("GITHUB_PERSONAL_ACCESS_TOKEN", "1")).isFalse();
        assertThat(SecretValues.isPlain("API_KEY", "/etc/key")).isFalse();
        assertThat(SecretValues.isPlain("DATABASE_URL", "postgres://u:p@h/d")).isFalse();
        assertThat(SecretValues.isPlain("X", "hunter2")).isFalse();
        assertThat(SecretValues.isPlain("DB_PASSWORD", "1")).isFalse();
        assertThat(SecretValues.isPlain("AUTHOR", "true")).isTrue();
    }
}
