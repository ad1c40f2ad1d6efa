package dev.interlock.server.identity.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.json.Json;
import java.net.URI;
import org.junit.jupiter.api.Test;

class MetadataTest {

    private static Metadata of(String issuer, String address) {
        return new Metadata(issuer, Json.object().put("jwks_uri", address));
    }

    @Test
    void anIssuerElsewhereLeadsToNothingOnThisMachine() {
        for (String address :
                new String[] {"http://127.0.0.1:9200/_cat", "http://localhost/keys", "HTTP://[::1]/keys"}) {
            assertThat(of("https://login.example.com", address).address("jwks_uri"))
                    .as(address)
                    .isEmpty();
            assertThat(of("http://localhost:8080", address).address("jwks_uri")).contains(URI.create(address));
        }
        assertThat(of("https://login.example.com", "https://keys.example.com/jwks")
                        .address("jwks_uri"))
                .contains(URI.create("https://keys.example.com/jwks"));
    }
}
