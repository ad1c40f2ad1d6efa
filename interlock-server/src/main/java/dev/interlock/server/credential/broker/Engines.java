package dev.interlock.server.credential.broker;

import dev.interlock.server.credential.AccessTokens;
import dev.interlock.server.credential.ClientCertificates;
import dev.interlock.server.credential.CredentialConfig;
import dev.interlock.server.credential.CredentialEngine;
import dev.interlock.server.credential.EngineException;
import dev.interlock.server.credential.PostgresRoles;
import dev.interlock.server.credential.StaticSecret;
import dev.interlock.server.jose.SigningKeys;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The engines that a configuration names. */
public final class Engines {

    private Engines() {}

    /**
     * Opens the engines of the credentials. None connects to anything before it has to.
     *
     * @param data folder in which engines keep their own keys
     * @param issuer the address by which callers know this server; there where an engine signs tokens
     * @param keys that sign tokens; there where an engine needs them
     * @throws EngineException when what one of them has kept cannot be used
     */
    public static List<Offer> open(
            Collection<CredentialConfig> credentials,
            Path data,
            Optional<String> issuer,
            Optional<SigningKeys> keys,
            InstantSource clock,
            SecureRandom random)
            throws EngineException {
        List<Offer> offers = new ArrayList<>();
        try {
            for (CredentialConfig each : credentials) {
                offers.add(new Offer(each.name(), engine(each, data, issuer, keys, clock, random), each.lifetime()));
            }
            return List.copyOf(offers);
        } catch (EngineException e) {
            offers.forEach(offer -> offer.engine().close());
            throw e;
        }
    }

    private static CredentialEngine engine(
            CredentialConfig credential,
            Path data,
            Optional<String> issuer,
            Optional<SigningKeys> keys,
            InstantSource clock,
            SecureRandom random)
            throws EngineException {
        return switch (credential) {
            case CredentialConfig.Postgres postgres -> new PostgresRoles(postgres.settings(), random);
            case CredentialConfig.Certificate certificate ->
                new ClientCertificates(
                        data.resolve("credentials").resolve(certificate.name()), certificate.name(), clock, random);
            case CredentialConfig.Jwt jwt ->
                new AccessTokens(
                        keys.orElseThrow(),
                        new AccessTokens.Settings(issuer.orElseThrow(), jwt.audience(), jwt.claims()),
                        clock);
            case CredentialConfig.Static secret -> new StaticSecret(secret.file());
        };
    }
}
