/** The deployment secret of every test. */
export const testSecret = 'a secret that only the tests are good for'
