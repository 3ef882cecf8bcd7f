// A test authority for time stamps (RFC 3161): real answers, made by `openssl ts`.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const CONFIG = `
[req]
distinguished_name = dn
prompt = no
[dn]
CN = placeholder
[root]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[stamping]
extendedKeyUsage = critical, timeStamping
[here]
dir = .
serial = serial
crypto_device = builtin
signer_cert = tsa.pem
certs = root.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
`

export class Authority {
  private readonly folder = mkdtempSync(join(tmpdir(), 'authority-'))

  constructor() {
    writeFileSync(join(this.folder, 'config'), CONFIG)
    writeFileSync(join(this.folder, 'serial'), '01')
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-sha256']
    const fresh = ['req', '-new', '-nodes', '-config', 'config', ...key]
    this.openssl(...fresh, '-x509', '-days', '30', '-extensions', 'root', '-subj', '/CN=Test Root 150199', '-keyout', 'root.key', '-out', 'root.pem')
    this.openssl(...fresh, '-subj', '/O=Test/CN=Test TSA', '-keyout', 'tsa.key', '-out', 'tsa.csr')
    this.openssl('x509', '-req', '-in', 'tsa.csr', '-CA', 'root.pem', '-CAkey', 'root.key', '-set_serial', '7', '-days', '20', '-extfile', 'config', '-extensions', 'stamping', '-out', 'tsa.pem')
  }

  /** The whole answer to a request. */
  answer(query: Buffer): Buffer {
    writeFileSync(join(this.folder, 'query'), query)
    this.openssl('ts', '-reply', '-config', 'config', '-section', 'here', '-queryfile', 'query', '-out', 'answer')
    return readFileSync(join(this.folder, 'answer'))
  }

  close(): void {
    rmSync(this.folder, { recursive: true })
  }

  private openssl(...args: string[]): void {
    execFileSync('openssl', args, { cwd: this.folder, stdio: 'pipe' })
  }
}
